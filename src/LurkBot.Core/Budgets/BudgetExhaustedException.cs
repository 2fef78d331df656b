using LurkBot.Sessions;

namespace LurkBot.Budgets;

/// <summary>A budget is used up: no call to a model is made before the owner gives more or the period is over.</summary>
/// <param name="stand">The budget.</param>
/// <param name="key">The session that pauses.</param>
/// <param name="inTurn">Whether the turn had begun; else nothing was changed.</param>
internal sealed class BudgetExhaustedException(BudgetStatus stand, SessionKey key, bool inTurn) : LurkBotException(BudgetText.Refusal(stand, key, inTurn))
{
    /// <summary>The budget.</summary>
    public BudgetStatus Stand { get; } = stand;

    /// <inheritdoc/>
    public override string ForSender => "A budget is used up, so this conversation pauses.";

    /// <inheritdoc/>
    public override ErrorKind Kind => ErrorKind.Paused;
}
