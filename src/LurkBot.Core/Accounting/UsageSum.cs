using LurkBot.Entries;

namespace LurkBot.Accounting;

/// <summary>Calls added up.</summary>
/// <param name="Calls">How many there were.</param>
/// <param name="WithoutNumbers">Those of them whose provider gave no numbers: their tokens are missing below.</param>
/// <param name="Usage">The tokens of all others.</param>
/// <param name="Cost">What those cost whose price is known, in US dollars.</param>
/// <param name="WithoutPrice">Calls whose cost is not known, which is not zero: it is missing in <paramref name="Cost"/>.</param>
internal sealed record UsageSum(long Calls, long WithoutNumbers, Usage Usage, decimal Cost, long WithoutPrice)
{
    /// <summary>No calls.</summary>
    public static UsageSum None { get; } = new(0, 0, new Usage(0, 0, 0), 0, 0);

    /// <summary>Both together.</summary>
    /// <param name="other">The other calls.</param>
    public UsageSum Plus(UsageSum other) => new(Calls + other.Calls, WithoutNumbers + other.WithoutNumbers, Usage.Plus(other.Usage), Cost + other.Cost, WithoutPrice + other.WithoutPrice);

    /// <summary>With one call more.</summary>
    /// <param name="call">The call.</param>
    /// <param name="prices">What calls cost.</param>
    public UsageSum Plus(ModelCall call, CallPrices prices)
    {
        var cost = prices.CostOf(call);
        return new UsageSum(
            Calls + 1,
            WithoutNumbers + (call.Usage is null ? 1 : 0),
            call.Usage is null ? Usage : Usage.Plus(call.Usage),
            Cost + (cost ?? 0),
            WithoutPrice + (cost is null ? 1 : 0));
    }
}
