using LurkBot.Context;
using LurkBot.Entries;
using LurkBot.Facts;
using LurkBot.Sessions;

namespace LurkBot.Tools;

/// <summary>What a turn can remember, and for whom.</summary>
/// <param name="Memory">Keeps it.</param>
/// <param name="Scope">Whose facts they are.</param>
/// <param name="Mode">What becomes of what a model wants to remember.</param>
/// <param name="Speaker">Who speaks, with the turn's trust.</param>
/// <param name="Sources">The session and the messages that are answered.</param>
/// <param name="HasReadOutside">Whether the turn has read text from outside or of lower trust by now (RULES RE8).</param>
/// <param name="Tell">Tells the person what was proposed, whatever the model says of it.</param>
internal sealed record TurnFacts(FactMemory Memory, FactScope Scope, FactsMode Mode, Sender Speaker, EntrySource Sources, Func<CancellationToken, ValueTask<bool>> HasReadOutside, Action<string> Tell)
{
    /// <summary>The tool that remembers.</summary>
    public const string RememberTool = "remember";

    /// <summary>The tool that forgets.</summary>
    public const string ForgetTool = "forget";

    /// <summary>Both tools.</summary>
    public static IReadOnlyList<string> Tools { get; } = [RememberTool, ForgetTool];

    /// <summary>Whether text that no one here is trusted for may have asked for it.</summary>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public async ValueTask<bool> IsSuspectAsync(CancellationToken cancellationToken) => Speaker.Trust is Trust.Low || await HasReadOutside(cancellationToken);
}
