namespace LurkBot.Storage;

/// <summary>Where a stored copy of a session is.</summary>
public enum SessionPlace
{
    /// <summary>Among the sessions in use.</summary>
    InUse,

    /// <summary>In the archive.</summary>
    Archive,

    /// <summary>In the trash, deleted and not destroyed yet.</summary>
    Trash,
}
