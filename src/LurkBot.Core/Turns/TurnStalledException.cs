namespace LurkBot.Turns;

/// <summary>A turn in which nothing happened for so long that it was ended.</summary>
/// <param name="why">For how long, as a sentence that anybody may read.</param>
internal sealed class TurnStalledException(string why) : LurkBotException(why)
{
    /// <summary>Who asks for the end of such a turn, in its <see cref="Entries.StopEntry"/>; the reason there is the sentence.</summary>
    public const string Actor = "lurkbot";

    /// <inheritdoc/>
    public override string ForSender => Message;
}
