-- The tables of a .fabula file. They are named like the keys of the JSON contract, and so
-- are their columns; "from", "to", "in" and "break" are SQL words and want double quotes.
-- Offsets are code points into stories.text, half-open. NULL means abstained. Lists that
-- are seldom joined are JSON arrays: SELECT ... FROM events, json_each(events.agents).
-- Every row names its story, so that files can be poured together into an archive.

CREATE TABLE migrations (          -- what brought this file to PRAGMA user_version
    version INTEGER PRIMARY KEY,
    name TEXT NOT NULL
);

CREATE TABLE stories (
    story TEXT PRIMARY KEY,        -- the first 16 digits of sha256
    format TEXT NOT NULL,          -- fabula/1
    version TEXT NOT NULL,         -- of Fabula
    model TEXT NOT NULL,
    title TEXT,
    author TEXT,
    language TEXT NOT NULL,
    source TEXT NOT NULL,
    sha256 TEXT NOT NULL,          -- of the input file
    tokens INTEGER NOT NULL,
    encoding TEXT NOT NULL,        -- how the input file was decoded
    header TEXT NOT NULL,          -- JSON object: rating, warnings, fandoms, ...
    text TEXT NOT NULL,
    seconds REAL NOT NULL,
    tokens_per_second REAL NOT NULL,
    peak_mb REAL NOT NULL
);

CREATE TABLE divisions (
    story TEXT NOT NULL REFERENCES stories,
    id TEXT NOT NULL,
    kind TEXT NOT NULL,            -- header, front, part, chapter, letter, notes, ...
    title TEXT,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    parent TEXT,
    PRIMARY KEY (story, id)
);

CREATE TABLE paragraphs (
    row INTEGER PRIMARY KEY,       -- rowid of the search index
    story TEXT NOT NULL REFERENCES stories,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    kind TEXT NOT NULL,            -- text, heading, break, apparatus
    gap INTEGER NOT NULL,          -- blank lines before it
    text TEXT NOT NULL
);

-- full-text search: SELECT start, text FROM paragraphs
--   WHERE row IN (SELECT rowid FROM search WHERE search MATCH 'speckled band')
CREATE VIRTUAL TABLE search USING fts5(
    text, content='paragraphs', content_rowid='row', tokenize='unicode61 remove_diacritics 2'
);

CREATE TABLE breaks (              -- where the layout says that a scene ends
    story TEXT NOT NULL REFERENCES stories,
    at INTEGER NOT NULL,
    kind TEXT NOT NULL             -- chapter, mark, blank, inferred
);

CREATE TABLE anchors (             -- source map: text from start on comes from this element
    story TEXT NOT NULL REFERENCES stories,
    start INTEGER NOT NULL,
    file TEXT NOT NULL,
    element TEXT NOT NULL
);

CREATE TABLE characters (
    story TEXT NOT NULL REFERENCES stories,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    pronouns TEXT,
    mentions INTEGER NOT NULL,
    lines INTEGER NOT NULL,
    narrates INTEGER NOT NULL,     -- 0 or 1
    "group" INTEGER NOT NULL,      -- 0 or 1
    "from" INTEGER NOT NULL,       -- first mention
    PRIMARY KEY (story, id)
);

CREATE TABLE places (
    story TEXT NOT NULL REFERENCES stories,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    "in" TEXT,                     -- the place around it
    PRIMARY KEY (story, id)
);

CREATE TABLE others (              -- organisations, vehicles, unnamed places and people
    story TEXT NOT NULL REFERENCES stories,
    id TEXT NOT NULL,
    type TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (story, id)
);

CREATE TABLE aliases (
    story TEXT NOT NULL REFERENCES stories,
    entity TEXT NOT NULL,          -- a character or a place
    text TEXT NOT NULL,
    "from" INTEGER NOT NULL,       -- true of the entity from here on
    count INTEGER NOT NULL
);

CREATE TABLE mentions (
    story TEXT NOT NULL REFERENCES stories,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    kind TEXT NOT NULL,            -- PROP, NOM, PRON
    type TEXT NOT NULL,            -- PER, FAC, LOC, GPE, VEH, ORG
    entity TEXT,                   -- a character, place or other
    confidence REAL NOT NULL,
    text TEXT NOT NULL
);

CREATE TABLE quotes (
    story TEXT NOT NULL REFERENCES stories,
    id TEXT NOT NULL,
    kind TEXT NOT NULL,            -- speech, thought, title, scare, ...
    type TEXT NOT NULL,            -- explicit, anaphoric, implicit
    speaker TEXT,
    addressees TEXT NOT NULL,      -- JSON array of character ids
    cue TEXT,                      -- JSON [start, end] of the speaker's mention
    confidence REAL NOT NULL,
    reason TEXT NOT NULL,
    candidates TEXT NOT NULL,      -- JSON array of [character id, probability]
    evidence TEXT NOT NULL,        -- JSON array of [start, end]
    PRIMARY KEY (story, id)
);

CREATE TABLE quote_spans (         -- a quotation has several where a tag interrupts it
    story TEXT NOT NULL REFERENCES stories,
    quote TEXT NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    text TEXT NOT NULL
);

CREATE TABLE narration (
    story TEXT NOT NULL REFERENCES stories,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    person TEXT,
    tense TEXT,
    narrator TEXT,
    focal TEXT,                    -- whose perception
    mode TEXT NOT NULL
);

CREATE TABLE scenes (
    story TEXT NOT NULL REFERENCES stories,
    id TEXT NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    "break" TEXT NOT NULL,         -- what opens it: chapter, mark, blank, inferred
    place TEXT,
    time TEXT,
    moves TEXT NOT NULL,           -- JSON array of {at, to, characters}
    confidence REAL,               -- of its beginning, like the reason
    reason TEXT,
    PRIMARY KEY (story, id)
);

CREATE TABLE presence (            -- who is there, from where to where
    story TEXT NOT NULL REFERENCES stories,
    scene TEXT NOT NULL,
    character TEXT NOT NULL,
    "from" INTEGER NOT NULL,
    "to" INTEGER NOT NULL,
    confidence REAL
);

CREATE TABLE events (
    story TEXT NOT NULL REFERENCES stories,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    lemma TEXT NOT NULL,
    agents TEXT NOT NULL,          -- JSON array of character ids
    patients TEXT NOT NULL,        -- JSON array of character ids
    scene TEXT,
    confidence REAL NOT NULL
);

CREATE TABLE relations (
    story TEXT NOT NULL REFERENCES stories,
    source TEXT NOT NULL,
    target TEXT NOT NULL,
    kind TEXT NOT NULL,
    "from" INTEGER NOT NULL,
    evidence TEXT NOT NULL,        -- JSON array of [start, end]
    confidence REAL NOT NULL
);

CREATE TABLE told (
    story TEXT NOT NULL REFERENCES stories,
    id TEXT NOT NULL,
    span TEXT NOT NULL,            -- JSON [start, end]
    "by" TEXT,
    "to" TEXT NOT NULL,            -- JSON array of character ids, like heard and about
    heard TEXT NOT NULL,
    about TEXT NOT NULL,
    confidence REAL NOT NULL,
    PRIMARY KEY (story, id)
);

CREATE TABLE claims (
    story TEXT NOT NULL REFERENCES stories,
    id TEXT NOT NULL,
    span TEXT NOT NULL,            -- JSON [start, end]
    "by" TEXT,                     -- a character, or narrator
    subject TEXT,
    property TEXT NOT NULL,
    value TEXT NOT NULL,
    polarity INTEGER NOT NULL,     -- 0 or 1
    modality TEXT NOT NULL,        -- asserted, possible, asked, imagined
    confidence REAL NOT NULL,
    PRIMARY KEY (story, id)
);

CREATE TABLE conflicts (
    story TEXT NOT NULL REFERENCES stories,
    id TEXT NOT NULL,
    kind TEXT NOT NULL,            -- continuity, testimony
    a TEXT NOT NULL,               -- JSON [start, end]
    b TEXT NOT NULL,               -- JSON [start, end]
    claims TEXT NOT NULL,          -- JSON array of claim ids
    why TEXT NOT NULL,
    confidence REAL NOT NULL,
    waived TEXT,                   -- why a person let it stand
    PRIMARY KEY (story, id)
);

CREATE TABLE profile (
    story TEXT NOT NULL REFERENCES stories,
    category TEXT NOT NULL,
    severity INTEGER NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL
);

CREATE TABLE words (               -- of all paragraphs of kind text; not in the JSON contract
    story TEXT NOT NULL REFERENCES stories,
    word INTEGER NOT NULL,         -- 0, 1, 2, ...
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    sentence INTEGER NOT NULL,     -- 0, 1, 2, ...
    paragraph INTEGER NOT NULL,    -- paragraphs.row - 1 in a file of one story
    lemma TEXT NOT NULL,
    upos TEXT NOT NULL,            -- Universal Dependencies
    xpos TEXT NOT NULL,            -- Penn Treebank
    head INTEGER NOT NULL,         -- a word; the root of a sentence is its own
    deprel TEXT NOT NULL,          -- Universal Dependencies
    text TEXT NOT NULL
);

CREATE INDEX mentions_by_entity ON mentions (story, entity);
CREATE INDEX quotes_by_speaker ON quotes (story, speaker);
CREATE INDEX quote_spans_by_quote ON quote_spans (story, quote);
CREATE INDEX aliases_by_entity ON aliases (story, entity);
