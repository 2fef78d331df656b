using LurkBot.Tools;

namespace LurkBot.Cli.Chat;

/// <summary>Where a reply goes while it comes.</summary>
/// <param name="OnText">Gets its pieces; null when nobody watches.</param>
/// <param name="OnNote">Gets what whoever waits should know, one sentence or several.</param>
/// <param name="OnReasoning">Gets the model's reasoning in pieces, before the reply's; null when nobody watches.</param>
/// <param name="OnAsk">Asks whether a tool may run on the host; null when there is nobody to ask.</param>
/// <param name="OnTool">Told which tool runs, and null when it has ended; null when nobody watches.</param>
/// <param name="IsChat">Whether the person goes on talking here; else only the reply to their one message is wanted.</param>
internal sealed record ReplySink(
    Action<string>? OnText,
    Action<string> OnNote,
    Action<string>? OnReasoning = null,
    Func<ToolQuestion, CancellationToken, Task<ToolAnswer>>? OnAsk = null,
    Action<string?>? OnTool = null,
    bool IsChat = false);
