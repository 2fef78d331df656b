namespace LurkBot.Tests.Models;

/// <summary>What a model says, on whatever wire.</summary>
internal sealed record ProviderReply
{
    /// <summary>Its text, in pieces.</summary>
    public IReadOnlyList<string> Text { get; init; } = [];

    /// <summary>Its reasoning, in pieces.</summary>
    public IReadOnlyList<string> Reasoning { get; init; } = [];

    /// <summary>The signature that Anthropic puts under its reasoning.</summary>
    public string Signature { get; init; } = "c2lnbmVk";

    /// <summary>Reasoning that Anthropic gives only encrypted.</summary>
    public string? Redacted { get; init; }

    /// <summary>The tools it calls; Ollama gives no ids.</summary>
    public IReadOnlyList<(string Id, string Name, string Arguments)> Calls { get; init; } = [];

    /// <summary>Why it stops: stop, length, tool_calls, content_filter.</summary>
    public string Finish { get; init; } = "stop";

    /// <summary>The HTTP status; other than 200 the reply is an error with the text as its message.</summary>
    public int Status { get; init; } = 200;

    /// <summary>The Retry-After header.</summary>
    public string? RetryAfter { get; init; }

    /// <summary>Breaks the connection before this piece comes; the piece must be there once.</summary>
    public string? BreaksBefore { get; init; }

    public static ProviderReply Error(int status, string message) => new() { Status = status, Text = [message] };

    public static ProviderReply Say(params string[] text) => new() { Text = text };

    public static ProviderReply Call(params (string Id, string Name, string Arguments)[] calls) => new() { Calls = calls, Finish = "tool_calls" };
}
