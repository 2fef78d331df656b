using LurkBot.Sessions;

namespace LurkBot.Import;

/// <summary>How to import.</summary>
internal sealed class ImportOptions
{
    /// <summary>Whether nothing is written; the steps are those of a real run.</summary>
    /// <value>Default: false.</value>
    public bool DryRun { get; init; }

    /// <summary>Whether a session that is here may come in again under a key with other readers or more trust.</summary>
    /// <value>Default: false.</value>
    public bool ChangeTrust { get; init; }

    /// <summary>The name of the format of all files.</summary>
    /// <value>Default: null, told by the content of each.</value>
    public string? Format { get; init; }

    /// <summary>Whether a session may have the id that its file gives: what was approved in another, and its workspace, go by ids.</summary>
    /// <value>Default: always.</value>
    public Func<SessionId, SessionKey, bool> MayKeepId { get; init; } = (_, _) => true;

    /// <summary>How long to wait for a session that is in use.</summary>
    /// <value>Default: 30 seconds.</value>
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The clock.</summary>
    /// <value>Default: the system's.</value>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Called before each file with its number and how many there are.</summary>
    /// <value>Default: null.</value>
    public Action<int, int>? OnFile { get; init; }
}
