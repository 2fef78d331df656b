namespace LurkBot.Delivery;

/// <summary>Cursors that are the ledger's own, beside those of platforms.</summary>
internal static class LedgerCursor
{
    /// <summary>Written once all sessions' files have been read into a new ledger; until then what they hold is older than the ledger.</summary>
    public const string FilesRead = "ledger/files-read";
}
