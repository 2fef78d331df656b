using LurkBot.Text;

namespace LurkBot.Turns;

/// <summary>What a stop did.</summary>
/// <param name="IsAsked">Whether the process that runs the turn was asked to stop it.</param>
/// <param name="Turns">How many open turns that no process runs were cancelled.</param>
/// <param name="Messages">How many waiting messages were cancelled.</param>
internal sealed record StopResult(bool IsAsked, int Turns, int Messages)
{
    /// <summary>How many messages still wait.</summary>
    public int Waiting { get; init; }

    /// <summary>The beginning of the message whose answer was stopped; null when it is not known, or several were.</summary>
    public string? What { get; init; }

    /// <summary>Whether there was anything to stop.</summary>
    public bool IsAnything => IsAsked || Turns > 0 || Messages > 0;

    /// <summary>What was done, in a sentence.</summary>
    /// <returns>Such as <c>Cancelled the answer to “What is it?” and 1 waiting message.</c></returns>
    public override string ToString()
    {
        var messages = Messages == 0 ? null : Plural.Of(Messages, "waiting message");
        var answer = What is null ? null : $"the answer to “{What}”";
        var turns = Turns == 0 ? null : Turns == 1 ? answer ?? "1 unfinished answer" : Plural.Of(Turns, "unfinished answer");
        var cancelled = messages is null && turns is null ? null : $"Cancelled {string.Join(" and ", new[] { turns, messages }.OfType<string>())}.";
        if (!IsAnything)
            return Waiting == 0 ? "Nothing runs or waits in this session." : $"No turn runs in this session; {Plural.Of(Waiting, "message waits", "messages wait")} for an answer.";
        return string.Join(' ', new[] { IsAsked ? $"Stopping {answer ?? "the answer"}." : null, cancelled }.OfType<string>());
    }
}
