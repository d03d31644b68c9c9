from __future__ import annotations

import pytest

from fabula.evaluate.calibration import coverage_curve, expected_calibration_error


def test_calibration_error_by_hand() -> None:
    # Bin 9: confidences 0.9, 1.0 (mean 0.95), one of two right: gap 0.45, weight 2/4.
    # Bin 2: 0.2, 0.2, none right: gap 0.2, weight 2/4.
    error = expected_calibration_error([0.9, 1.0, 0.2, 0.2], [True, False, False, False])
    assert error == pytest.approx(0.5 * 0.45 + 0.5 * 0.2)


def test_without_answers_there_is_no_error() -> None:
    assert expected_calibration_error([], []) == 0
    assert coverage_curve([], [], 3) == []


def test_coverage_counts_questions_that_were_not_answered() -> None:
    curve = coverage_curve([0.4, 0.9], [False, True], 4)
    assert curve[0] == (0.0, 0.5, 0.5)
    assert curve[-1] == (0.9, 0.25, 1.0)
