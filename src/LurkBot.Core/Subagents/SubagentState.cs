namespace LurkBot.Subagents;

/// <summary>What became of a subagent.</summary>
internal enum SubagentState
{
    /// <summary>It waits for its turn.</summary>
    Waiting,

    /// <summary>It runs, or waits for an answer.</summary>
    Running,

    /// <summary>It gave its result.</summary>
    Done,

    /// <summary>It gave its result, and used more than its budget.</summary>
    OverBudget,

    /// <summary>It did not finish.</summary>
    Failed,

    /// <summary>It was stopped.</summary>
    Cancelled,
}
