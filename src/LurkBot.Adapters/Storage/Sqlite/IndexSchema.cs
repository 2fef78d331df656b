namespace LurkBot.Storage;

/// <summary>The tables of <c>index.db</c>.</summary>
internal static class IndexSchema
{
    /// <summary>
    /// A row of <c>entry</c> is named by its moment, so that the newest matches come first without sorting. <c>entry_text</c> holds
    /// folded texts as overlapping pieces of three characters, <c>piece</c> lists those. <c>posting</c> has the words of messages in the form
    /// in which they are ranked, and the names of those who said them behind an <c>@</c>; <c>place</c> counts a session's messages, <c>tally</c> has what <see cref="IndexWords"/> packs into it.
    /// A session's <c>last_id</c> is its newest entry that was taken in, <c>settled_id</c> its newest undo or clear; what is before its
    /// <c>floor</c> was cleared.
    /// </summary>
    public const string Create =
        """
        BEGIN IMMEDIATE;
        CREATE TABLE IF NOT EXISTS session(
          number INTEGER PRIMARY KEY,
          file TEXT NOT NULL UNIQUE,
          stamp TEXT NOT NULL,
          digest BLOB,
          id TEXT,
          key TEXT,
          channel TEXT,
          state TEXT,
          updated_at INTEGER,
          entries INTEGER,
          messages INTEGER NOT NULL DEFAULT 0,
          words INTEGER NOT NULL DEFAULT 0,
          last_id INTEGER NOT NULL DEFAULT 0,
          settled_id INTEGER NOT NULL DEFAULT 0,
          floor INTEGER NOT NULL DEFAULT 0,
          problem TEXT);
        CREATE INDEX IF NOT EXISTS session_of_id ON session(id);
        CREATE TABLE IF NOT EXISTS entry(
          moment INTEGER PRIMARY KEY,
          session INTEGER NOT NULL,
          id INTEGER NOT NULL,
          place INTEGER NOT NULL,
          side INTEGER NOT NULL,
          outside INTEGER NOT NULL,
          at INTEGER NOT NULL,
          role TEXT NOT NULL,
          who TEXT,
          person TEXT,
          standing INTEGER NOT NULL,
          text TEXT NOT NULL);
        CREATE UNIQUE INDEX IF NOT EXISTS entry_of_session ON entry(session, id);
        CREATE INDEX IF NOT EXISTS entry_of_place ON entry(session, place, id, at, standing, side);
        CREATE TABLE IF NOT EXISTS posting(
          term TEXT NOT NULL,
          session INTEGER NOT NULL,
          place INTEGER NOT NULL,
          tally INTEGER NOT NULL,
          PRIMARY KEY(term, session, place)) WITHOUT ROWID;
        CREATE VIRTUAL TABLE IF NOT EXISTS entry_text USING fts5(text, tokenize = 'trigram case_sensitive 1', content = '', contentless_delete = 1);
        INSERT INTO entry_text(entry_text, rank) VALUES('secure-delete', 1);
        CREATE VIRTUAL TABLE IF NOT EXISTS piece USING fts5vocab(entry_text, 'row');
        COMMIT;
        """;

    /// <summary>
    /// What each connection has for itself, in memory: texts go into <c>word</c>, and SQLite tells in <c>token</c> of which words they are, stemmed
    /// for English. Marks are parts of words, as in scripts that write vowels with them.
    /// </summary>
    public const string CreateOwn =
        """
        PRAGMA temp_store = MEMORY;
        CREATE VIRTUAL TABLE temp.word USING fts5(text, tokenize = "porter unicode61 remove_diacritics 2 categories 'L* N* Co M*'", content = '');
        CREATE VIRTUAL TABLE temp.token USING fts5vocab(temp, word, instance);
        CREATE TEMP TABLE fresh(doc INTEGER PRIMARY KEY, length INTEGER NOT NULL, side INTEGER NOT NULL);
        """;
}
