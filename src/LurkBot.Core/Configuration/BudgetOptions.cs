namespace LurkBot.Configuration;

/// <summary>How much may be used before sessions pause. Tokens are those sent and received; money is in US dollars.</summary>
public sealed class BudgetOptions
{
    /// <summary>The most tokens of one session.</summary>
    /// <value>Default: null, any number.</value>
    public long? SessionTokens { get; set; }

    /// <summary>What one session may cost.</summary>
    /// <value>Default: null, any sum.</value>
    public decimal? SessionCost { get; set; }

    /// <summary>The most tokens of one person in a day.</summary>
    /// <value>Default: null, any number.</value>
    public long? PersonTokens { get; set; }

    /// <summary>What one person may cost in a day.</summary>
    /// <value>Default: null, any sum.</value>
    public decimal? PersonCost { get; set; }

    /// <summary>The most tokens of all sessions together in a day.</summary>
    /// <value>Default: null, any number.</value>
    public long? DayTokens { get; set; }

    /// <summary>What all sessions together may cost in a day.</summary>
    /// <value>Default: null, any sum.</value>
    public decimal? DayCost { get; set; }
}
