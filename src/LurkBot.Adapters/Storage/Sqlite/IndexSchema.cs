namespace LurkBot.Storage;

/// <summary>The tables of <c>index.db</c>.</summary>
internal static class IndexSchema
{
    /// <summary>
    /// A row of <c>entry</c> is named by its moment, so that the newest matches come first without sorting. <c>entry_text</c> holds
    /// folded texts as overlapping pieces of three characters, <c>piece</c> lists those.
    /// </summary>
    public const string Create =
        """
        BEGIN IMMEDIATE;
        CREATE TABLE IF NOT EXISTS session(
          number INTEGER PRIMARY KEY,
          file TEXT NOT NULL UNIQUE,
          stamp TEXT NOT NULL,
          digest BLOB,
          key TEXT,
          channel TEXT,
          state TEXT,
          updated_at INTEGER,
          entries INTEGER,
          problem TEXT);
        CREATE TABLE IF NOT EXISTS entry(
          moment INTEGER PRIMARY KEY,
          session INTEGER NOT NULL,
          id INTEGER NOT NULL,
          at INTEGER NOT NULL,
          role TEXT NOT NULL,
          who TEXT,
          person TEXT,
          standing INTEGER NOT NULL,
          text TEXT NOT NULL);
        CREATE UNIQUE INDEX IF NOT EXISTS entry_of_session ON entry(session, id);
        CREATE VIRTUAL TABLE IF NOT EXISTS entry_text USING fts5(text, tokenize = 'trigram case_sensitive 1', content = '', contentless_delete = 1);
        INSERT INTO entry_text(entry_text, rank) VALUES('secure-delete', 1);
        CREATE VIRTUAL TABLE IF NOT EXISTS piece USING fts5vocab(entry_text, 'row');
        COMMIT;
        """;
}
