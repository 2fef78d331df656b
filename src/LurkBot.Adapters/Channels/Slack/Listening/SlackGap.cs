namespace LurkBot.Channels;

/// <summary>Tells whether something may have been said that was neither heard nor read from the histories yet: until then a thread may be the bot's without its being known. Thread-safe.</summary>
internal sealed class SlackGap
{
    private readonly Lock gate = new();
    private bool isConnecting = true;
    private int opened, closed;

    /// <summary>Whether something may be missing.</summary>
    public bool IsOpen
    {
        get
        {
            lock (gate)
                return isConnecting || closed < opened;
        }
    }

    /// <summary>A connection is about to be opened: what comes on it may follow something that was missed.</summary>
    public void Connect()
    {
        lock (gate)
            isConnecting = true;
    }

    /// <summary>A connection is open.</summary>
    /// <param name="hasMissed">Whether the histories have to be read.</param>
    /// <returns>The gap's number.</returns>
    public int Connected(bool hasMissed)
    {
        lock (gate)
        {
            isConnecting = false;
            return hasMissed ? ++opened : opened;
        }
    }

    /// <summary>What was missed is taken.</summary>
    /// <param name="number">The gap's number; one that a newer gap followed ends nothing.</param>
    public void Close(int number)
    {
        lock (gate)
            closed = Math.Max(closed, number);
    }
}
