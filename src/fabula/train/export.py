"""A checkpoint as a bundle: encoder to ONNX int8, heads to NumPy, with a parity check."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from fabula.encoder.bundle import write_manifest
from fabula.train.base import base_folder, load_tokenizer
from fabula.train.config import TrainConfig
from fabula.train.modules import Encoder, Network

# Best entity and event F1 on the development documents.
THRESHOLDS = {"mentions": 0.5, "events": 0.45}
OPSET = 17


class _Graph(nn.Module):
    """The encoder with plain attention, which exports to standard operators."""

    def __init__(self, encoder: Encoder) -> None:
        super().__init__()
        self.encoder = encoder

    def forward(self, ids: Tensor, case: Tensor, mask: Tensor) -> Tensor:
        hidden: Tensor = self.encoder(ids, case, mask)
        return hidden


def load_network(config: TrainConfig, run: Path) -> Network:
    """The finished network of a run, for reading."""
    labels = json.loads((run / "labels.json").read_text(encoding="utf-8"))
    folder = base_folder(config.model.encoder, run.parent)
    net = Network(folder, labels, config.model.width)
    net.load_state_dict(torch.load(run / "network.pt", weights_only=True))
    return net.eval()


def export(config: TrainConfig, run: Path, out: Path) -> Path:
    """Write the bundle of a finished run to ``out``."""
    net = load_network(config, run)
    out.mkdir(parents=True, exist_ok=True)
    _export_encoder(net.encoder, run / "encoder.float.onnx")
    # Per channel, so that one large weight does not coarsen a whole matrix.
    quantize_dynamic(
        run / "encoder.float.onnx",
        out / "encoder.onnx",
        per_channel=True,
        weight_type=QuantType.QInt8,
        op_types_to_quantize=["MatMul", "Gather"],
    )
    heads = {
        name: value.numpy().astype(np.float16)
        for name, value in net.state_dict().items()
        if not name.startswith("encoder.")
    }
    np.savez_compressed(out / "heads.npz", **heads)  # type: ignore[arg-type]
    labels = json.dumps(json.loads((run / "labels.json").read_text(encoding="utf-8")), indent=0)
    (out / "labels.json").write_text(labels + "\n", encoding="utf-8", newline="\n")
    load_tokenizer().save(str(out / "tokenizer.json"))
    sizes = {name: getattr(config.model, name) for name in ("window", "context", "width")}
    write_manifest(out, name=config.name, sizes=sizes, thresholds=THRESHOLDS)
    return out


def _export_encoder(encoder: Encoder, path: Path) -> None:
    encoder.bert.set_attn_implementation("eager")
    shape = (2, 16)
    example = (
        torch.randint(1000, 2000, shape),
        torch.zeros(shape, dtype=torch.long),
        torch.ones(shape, dtype=torch.long),
    )
    torch.onnx.export(
        _Graph(encoder),
        example,
        str(path),
        input_names=["ids", "case", "mask"],
        output_names=["hidden"],
        dynamic_axes={name: {0: "batch", 1: "time"} for name in ("ids", "case", "mask", "hidden")},
        opset_version=OPSET,
        dynamo=False,
    )
