"""The training loop: one step per document or pack, checkpoints after each epoch, resumes."""

from __future__ import annotations

import json
import math
import random
import time
from collections.abc import Iterator
from pathlib import Path

import torch

from fabula.train.base import base_folder
from fabula.train.config import TrainConfig
from fabula.train.corpora import Corpora, load_corpora
from fabula.train.development import score_development
from fabula.train.distil import Teacher, distil_loss, load_teacher
from fabula.train.encode import word_vectors
from fabula.train.examples import LiteraryExample, SyntaxExample
from fabula.train.losses import literary_loss, speaker_loss, syntax_loss
from fabula.train.modules import Network
from fabula.train.progress import Log
from fabula.train.refine import refine_speakers
from fabula.train.renaming import renamed

SYNTAX_BATCH, SILVER_BATCH = 8, 8
Step = LiteraryExample | list[SyntaxExample] | list[LiteraryExample]


def train(config: TrainConfig, data: Path, stories: Path, run: Path, log: Log) -> Path:
    """Train to the end, or on from the last checkpoint in ``run``; gives the finished network."""
    torch.manual_seed(config.seed)
    corpora = load_corpora(config, data, stories)
    teacher = load_teacher(config, run.parent)
    folder = base_folder(config.model.encoder, run.parent)
    net = Network(folder, corpora.labels, config.model.width)
    optimizer = _optimizer(net, config)
    run.mkdir(parents=True, exist_ok=True)
    checkpoint = run / "checkpoint.pt"
    done = 0
    if checkpoint.is_file():
        state = torch.load(checkpoint, weights_only=True)
        net.load_state_dict(state["net"])
        optimizer.load_state_dict(state["optimizer"])
        done = state["epoch"]
        log(f"resumed after epoch {done}")
    for epoch in range(done, config.schedule.epochs):
        _train_epoch(net, teacher, optimizer, config, corpora, epoch, log)
        figures = score_development(net, corpora, config)
        log(json.dumps({"epoch": epoch + 1, **figures}))
        state = {"net": net.state_dict(), "optimizer": optimizer.state_dict(), "epoch": epoch + 1}
        torch.save(state, checkpoint.with_suffix(".tmp"))
        checkpoint.with_suffix(".tmp").replace(checkpoint)
        (run / "labels.json").write_text(json.dumps(corpora.labels), encoding="utf-8")
        with (run / "log.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps({"epoch": epoch + 1, **figures}) + "\n")
    if config.schedule.refine_epochs:
        refine_speakers(net, corpora, config, log)
    torch.save(net.state_dict(), run / "network.tmp")
    (run / "network.tmp").replace(run / "network.pt")
    log(json.dumps({"refined": True, **score_development(net, corpora, config)}))
    return run / "network.pt"


def _optimizer(net: Network, config: TrainConfig) -> torch.optim.AdamW:
    encoder = {id(p) for p in net.encoder.parameters()}
    heads = [p for p in net.parameters() if id(p) not in encoder]
    s = config.schedule
    return torch.optim.AdamW(
        [
            {
                "params": list(net.encoder.parameters()),
                "lr": s.encoder_rate,
                "peak": s.encoder_rate,
            },
            {"params": heads, "lr": s.head_rate, "peak": s.head_rate},
        ],
        weight_decay=s.weight_decay,
        fused=True,
    )


def _steps(config: TrainConfig, corpora: Corpora, epoch: int) -> Iterator[Step]:
    """The steps of one epoch, shuffled by seed and epoch: the same when resumed."""
    rng = random.Random(config.seed * 1000 + epoch)
    share = config.data.renamed
    steps: list[Step] = [
        renamed(example, corpora.tokenizer, rng) if rng.random() < share else example
        for example in (*corpora.literary, *corpora.stories)
    ]
    steps += corpora.unlabelled[epoch :: config.schedule.epochs]
    share = config.schedule.treebank_epochs / config.schedule.epochs
    packs = rng.sample(corpora.syntax, round(len(corpora.syntax) * share))
    steps += [packs[i : i + SYNTAX_BATCH] for i in range(0, len(packs), SYNTAX_BATCH)]
    per = math.ceil(len(corpora.silver) / config.schedule.epochs)
    passages = corpora.silver[epoch * per : (epoch + 1) * per]
    steps += [passages[i : i + SILVER_BATCH] for i in range(0, len(passages), SILVER_BATCH)]
    rng.shuffle(steps)
    yield from steps


def _train_epoch(
    net: Network,
    teacher: Teacher | None,
    optimizer: torch.optim.AdamW,
    config: TrainConfig,
    corpora: Corpora,
    epoch: int,
    log: Log,
) -> None:
    net.train()
    started = time.monotonic()
    steps = list(_steps(config, corpora, epoch))
    epochs = config.schedule.epochs
    latest: dict[str, float] = {}
    for number, step in enumerate(steps):
        progress = (epoch + number / len(steps)) / epochs
        _set_rate(optimizer, config, progress)
        losses = _losses(net, teacher, config, step, mix=epoch >= config.schedule.mix_from)
        loss = torch.stack(list(losses.values())).sum()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
        latest.update({name: float(value.detach()) for name, value in losses.items()})
        if number % 20 == 0:
            each = (time.monotonic() - started) / (number + 1)
            shown = " ".join(f"{k} {v:.3f}" for k, v in latest.items())
            left = (1 - progress) * epochs * len(steps) * each / 60
            log(f"epoch {epoch + 1} step {number}/{len(steps)} {shown} ({left:.0f} min left)")


def _losses(
    net: Network, teacher: Teacher | None, config: TrainConfig, step: Step, *, mix: bool
) -> dict[str, torch.Tensor]:
    examples = [step] if isinstance(step, LiteraryExample) else step
    # A window size that varies shows each word at other distances from the edge.
    size = random.randint(config.model.window // 2, config.model.window + 40)
    x = word_vectors(net.encoder, [e.subwords for e in examples], size, 0)
    x = torch.nn.functional.dropout(x, 0.1)
    if isinstance(step, LiteraryExample):
        if teacher is not None and not len(step.mentions.spans):
            return distil_loss(net, teacher, x, step)
        return literary_loss(net, x, step, mix=mix)
    parts = x.split([len(e.subwords.first) - 1 for e in examples])
    losses: dict[str, list[torch.Tensor]] = {"syntax": [], "silver": []}
    for part, example in zip(parts, examples):
        if isinstance(example, SyntaxExample):
            losses["syntax"].append(syntax_loss(net.syntax, part, example))
        elif isinstance(example, LiteraryExample):
            losses["silver"].append(speaker_loss(net.speakers, part, example, inside=True))
    return {name: torch.stack(values).mean() for name, values in losses.items() if values}


def _set_rate(optimizer: torch.optim.AdamW, config: TrainConfig, progress: float) -> None:
    warmup = config.schedule.warmup
    scale = progress / warmup if progress < warmup else (1 - progress) / (1 - warmup)
    for group in optimizer.param_groups:
        group["lr"] = group["peak"] * max(scale, 0.01)
