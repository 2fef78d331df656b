namespace LurkBot.Models;

/// <summary>One model at one address, for which refusals are remembered.</summary>
/// <param name="Refusals">The memory.</param>
/// <param name="Address">Where it is asked, without any password.</param>
/// <param name="Model">The model, as the provider calls it.</param>
internal sealed record ModelAddress(ModelRefusals Refusals, string Address, string Model)
{
    /// <summary>The parts that it refused.</summary>
    public IReadOnlySet<string> Refused => Refusals.Of(Address, Model);

    /// <summary>Remembers what made the difference.</summary>
    /// <param name="refused">Parts without which it answered.</param>
    /// <param name="welcome">Parts with which it answered.</param>
    public void Learn(IReadOnlyCollection<string> refused, IReadOnlyCollection<string>? welcome = null)
    {
        if (refused.Count > 0 || welcome is { Count: > 0 })
            Refusals.Learn(Address, Model, refused, welcome);
    }
}
