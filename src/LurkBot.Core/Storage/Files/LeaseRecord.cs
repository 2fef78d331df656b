namespace LurkBot.Storage;

/// <summary>What the file beside a session's turn lock says.</summary>
/// <param name="Owner">Who holds the session, or held it when their process was killed; null when it was given back, or is just being written.</param>
/// <param name="Epoch">The newest lease; zero when it is not known.</param>
/// <param name="Begun">The questions whose approved calls began and whose results are not stored.</param>
internal readonly record struct LeaseRecord(TurnLeaseOwner? Owner, long Epoch, IReadOnlyList<long> Begun)
{
    /// <summary>A file that says nothing.</summary>
    public static LeaseRecord Empty { get; } = new(null, 0, []);
}
