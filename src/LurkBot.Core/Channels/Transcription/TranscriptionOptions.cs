namespace LurkBot.Channels;

/// <summary>How voice messages become text.</summary>
internal sealed class TranscriptionOptions
{
    /// <summary>The program and its arguments that transcribe a recording.</summary>
    /// <value>Default: null, none.</value>
    public IReadOnlyList<string>? Command { get; set; }

    /// <summary>The address of a service with OpenAI's API of transcriptions.</summary>
    /// <value>Default: null; OpenAI's own where there is a key.</value>
    public Uri? Url { get; set; }

    /// <summary>The service's model.</summary>
    /// <value>Default: <c>whisper-1</c>.</value>
    public string Model { get; set; } = "whisper-1";

    /// <summary>The service's key.</summary>
    /// <value>Default: null, none.</value>
    public string? ApiKey { get; set; }

    /// <summary>Whether a service transcribes.</summary>
    public bool HasService => Url is not null || ApiKey is not null;
}
