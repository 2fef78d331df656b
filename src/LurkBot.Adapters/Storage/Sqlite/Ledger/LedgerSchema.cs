namespace LurkBot.Delivery;

/// <summary>The tables of <c>ledger.db</c>. Times are milliseconds since 1970 in UTC, states and kinds the numbers of their enumerations.</summary>
internal static class LedgerSchema
{
    /// <summary>The version that this program writes.</summary>
    public const int Version = 2;

    /// <summary>Makes the second version of the first: parts that are files or have a richer form. Nothing that is there changes.</summary>
    public const string Upgrade = "ALTER TABLE outbound ADD COLUMN file TEXT; ALTER TABLE outbound ADD COLUMN rich TEXT;";

    /// <summary>Makes this version.</summary>
    public const string Create =
        """
        CREATE TABLE inbound(
          id INTEGER PRIMARY KEY AUTOINCREMENT,
          source TEXT NOT NULL UNIQUE,
          address TEXT NOT NULL,
          state INTEGER NOT NULL,
          at INTEGER NOT NULL,
          updated_at INTEGER NOT NULL,
          session TEXT,
          entry INTEGER,
          reason TEXT,
          text TEXT);
        CREATE INDEX inbound_of_session ON inbound(session, entry);
        CREATE INDEX inbound_open ON inbound(state) WHERE state < 3;
        CREATE TABLE outbound(
          id INTEGER PRIMARY KEY AUTOINCREMENT,
          delivery TEXT NOT NULL,
          part INTEGER NOT NULL,
          kind INTEGER NOT NULL,
          address TEXT NOT NULL,
          state INTEGER NOT NULL,
          at INTEGER NOT NULL,
          updated_at INTEGER NOT NULL,
          text TEXT NOT NULL,
          markup TEXT,
          renderer INTEGER NOT NULL,
          session TEXT,
          entry INTEGER,
          reply_to TEXT,
          buttons TEXT,
          platform_id TEXT,
          attempts INTEGER NOT NULL,
          reason TEXT,
          file TEXT,
          rich TEXT,
          UNIQUE(delivery, part));
        CREATE INDEX outbound_unsent ON outbound(id) WHERE state < 2;
        CREATE INDEX outbound_of_session ON outbound(session);
        CREATE TABLE session(id TEXT PRIMARY KEY, through INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE cursor(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
        """;
}
