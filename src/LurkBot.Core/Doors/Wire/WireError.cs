namespace LurkBot.Doors;

/// <summary>An error as the gateway tells it.</summary>
/// <param name="Kind">What a door makes of it.</param>
/// <param name="Message">For the owner.</param>
/// <param name="ForSender">For anybody who may read along.</param>
internal sealed record WireError(ErrorKind Kind, string Message, string ForSender)
{
    /// <summary>What is told of an error.</summary>
    public static WireError Of(Exception error) => error is LurkBotException known
        ? new(known.Kind, known.Message, known.ForSender)
        : new(ErrorKind.Failure, error is OperationCanceledException ? "Cancelled." : "Something went wrong in the gateway; its log says what.", LurkBotException.Unexplained);

    /// <summary>The error as the client raises it.</summary>
    public RemoteException ToException() => new(Kind, Message, ForSender);
}
