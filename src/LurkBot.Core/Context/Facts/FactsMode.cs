namespace LurkBot.Context;

/// <summary>What becomes of a fact that a model finds worth remembering.</summary>
internal enum FactsMode
{
    /// <summary>It waits until a person accepts it.</summary>
    Ask,

    /// <summary>It is remembered, unless text from outside or of low trust may have asked for it: then it waits.</summary>
    Auto,

    /// <summary>Nothing is remembered, and no model sees what was.</summary>
    Off,
}
