using LurkBot.Sessions;

namespace LurkBot.Erasure;

/// <summary>A decided erasure, which each store of text carries out for its part.</summary>
/// <param name="Target">What is to be destroyed.</param>
/// <param name="Change">Who asks for it, and why.</param>
/// <param name="Steps">The stored sessions, copies first: so that an erasure that broke off can be begun again.</param>
/// <param name="Text">Recognizes what was said.</param>
/// <param name="LongText">Recognizes of it what is too long to be anybody else's, and for a person what they sent.</param>
/// <param name="Unreadable">Sessions that could not be read, one sentence each.</param>
internal sealed record ErasurePlan(ErasureTarget Target, SessionChange Change, IReadOnlyList<ErasureStep> Steps, ErasedText Text, ErasedText LongText, IReadOnlyList<string> Unreadable)
{
    /// <summary>What was sent to other sessions, and goes with it.</summary>
    /// <value>Default: nothing.</value>
    public IReadOnlyList<SentCopy> Sent { get; init; } = [];

    /// <summary>The steps that take from other sessions than the one that was named: its forks, and what it is a fork of. None for a person.</summary>
    internal IReadOnlyList<ErasureStep> Others
    {
        get
        {
            var own = Steps.Where(step => step.Key == Target.Session).Select(step => step.Id).ToHashSet();
            return Target.Session is null ? [] : [.. Steps.Where(step => !own.Contains(step.Id) && !Sent.Any(copy => copy.Id == step.Id))];
        }
    }
}
