"""Every threshold of whole-book resolution, with what it trades against what.

Scores are log-odds of the antecedent head, 0 being "first mention of an entity".
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from fabula.schema.spans import Gender

PRONOUN_THRESHOLD = -1.0
"""A pronoun links where its best allowed entity scores above this: nearly all have one."""

PRONOUN_VOTE = -3.0
"""Mentions scored below this do not vote for their entity when a pronoun is linked."""

PRONOUN_TEMPERATURE = 2.5
"""A pronoun's lead over the next entity is divided by this, or its confidence is far too high."""

NOMINAL_THRESHOLD = 0.0
"""The same for "the old man" linking to an entity that has no name."""

NOMINAL_TO_NAME_THRESHOLD = 0.7
"""A nominal joins a named entity only above this: one wrong link colours a whole character."""

NAME_TO_NOMINAL_THRESHOLD = 1.0
"""The first mention of a name adopts the unnamed entity it is linked to above this."""

GENERIC_REACH = 500
"""Words after which "the gentleman" or "the woman" is no longer the one spoken of before."""

AMBIGUOUS_NAME_MARGIN = 2.0
"""A name form with several bearers follows the model rather than recency above this score."""

CAPITAL_USES = 3
"""Capitalised uses from which "the Gryphon" is a name …"""

CAPITAL_SHARE = 0.9
"""… if so many of all its uses are capitalised."""

NAMES_TOGETHER_MIN = 2
"""Two name forms in so many narrated sentences together may be two people …"""

NAMES_TOGETHER_SHARE = 0.02
"""… if that is also at least this share of the rarer form's narrated uses."""

MISS_TOGETHER_SHARE = 0.05
"""For a Miss: more often together than that, and than this share of the uses' geometric mean."""

NARRATED_KIN = 2
"""So many narrated uses make "Grandmother" a name; else it depends on who speaks."""

DOMINANCE = 10.0
"""A bearer of an ambiguous bare name that is this many times as frequent as the rest takes it."""

NARRATED_NICKNAME_SHARE = 0.3
"""A pet form the narrator uses more than this is not that of somebody called Lady or Sir."""

NARRATED_BOTH = 5
"""Narrated uses each from which two full names with related first names are two people."""

LATE_RATIO = 3.0
"""The late Mr. X is another person where Mr. X is mentioned this many times as often."""

GENDER_MIN_VOTES = 2.0
"""Pronoun links (summed confidence) needed before they establish somebody's gender."""

THEY_MIN_VOTES = 3.0
"""The same for singular "they", since a wrong plural link looks just like it."""

GENDER_SHARE = 0.7
"""The share of those links that must agree."""

LISTED_VOTES = 4.0
"""Pronoun links that a first name in the list is worth: so many must speak against it."""

UNTOLD_VOTES: Mapping[Gender, float] = MappingProxyType({"he": 0.5, "she": 0.5, "they": 0.2})
"""Votes each gender starts with where nothing is known: they for one person is rare."""

GENDER_ROUNDS = 4
"""Rounds of sharing pronouns among names by gender, and genders among names by pronoun."""

FIRST_PERSON_RATE = 0.008
"""I, me, my per narrated word from which a stretch counts as told in the first person."""

SECOND_PERSON_RATE = 0.015
"""The same for "you"; it must also outnumber I, and he and she together."""

NARRATION_LEAN = 300
"""Words' worth of the whole book's pronoun rates that a stretch starts out with."""

TENSE_MIN_VERBS = 3
"""Finite verbs a stretch needs for its tense to be told."""

NARRATOR_NAME_VOTES = 2.0
"""Votes a name needs to be the narrator's: forms of address count 1, "my name is" 3."""

NARRATOR_UNSEEN_VOTES = 1.0
"""The same for somebody addressed whom the narration never names in the third person."""

NARRATOR_ADDRESSED = 0.3
"""Votes for a form of address that nothing ties to the narrator, if it is such a somebody's."""

NARRATOR_BRIEF_WORDS = 6000
"""A story told in fewer words has little occasion for forms of address …"""

NARRATOR_BRIEF_VOTES = 0.12
"""… so these are enough for somebody whom its narration never names."""

NARRATOR_NAME_LEAD = 1.5
"""So many times the votes of the next name."""

NARRATOR_NARRATED = 2.0
"""Narrated third-person uses of the name allowed for each vote."""

USUAL_TELLER_SHARE = 0.5
"""Of the narrated words: a first-person teller of so many also owns stray I elsewhere."""

EPITHET_VOTES = 2.0
"""Votes over the whole book that make "the Jew" a name's: being called by it counts 1."""

EPITHET_POOLED_VOTES = 4.0
"""The same where all who go by one description are counted together."""

EPITHET_RESOLVED = 0.5
"""The vote of a mention of that description that already stands for a named person."""

EPITHET_LEAD = 2.0
"""So many times the votes of the next name."""

EPITHET_MODEL_LEAST = 0.05
"""Antecedent probabilities below this do not vote."""

FULL_NAME_VOTES = 3.0
"""Votes from which a first name and a surname are one person's."""

FULL_NAME_MENTIONS = 3
"""Mentions of a first name below this are too few to give it a surname."""

MAIN_MENTIONS = 200
"""Of each of two people with so many, half the votes are enough: were they two, they would meet."""
