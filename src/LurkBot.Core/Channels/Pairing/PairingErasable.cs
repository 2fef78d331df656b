using LurkBot.Erasure;
using LurkBot.Text;

namespace LurkBot.Channels;

/// <summary>What <c>pairing.json</c> has of a person: their id, their name, and that they were let in. They are a stranger again afterwards.</summary>
/// <param name="pairing">The book.</param>
internal sealed class PairingErasable(PairingBook pairing) : IErasable
{
    /// <inheritdoc/>
    public IReadOnlyList<string> Look(ErasurePlan plan) => plan.Target.Person is { } person ? Told(pairing.Count(person, plan.Target.Channel)) : [];

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<string>> EraseAsync(ErasurePlan plan, CancellationToken cancellationToken) =>
        new(plan.Target.Person is { } person ? Told(pairing.Forget(person, plan.Target.Channel)) : []);

    private static IReadOnlyList<string> Told(int count) => count == 0 ? [] : [$"pairing.json: {Plural.Of(count, "entry", "entries")}"];
}
