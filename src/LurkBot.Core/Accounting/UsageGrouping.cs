namespace LurkBot.Accounting;

/// <summary>What calls are added up by.</summary>
internal enum UsageGrouping
{
    /// <summary>Session.</summary>
    Session,

    /// <summary>The model that answered.</summary>
    Model,

    /// <summary>The person whose message was answered.</summary>
    Person,

    /// <summary>The day.</summary>
    Day,
}
