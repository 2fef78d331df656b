namespace LurkBot.Sessions;

/// <summary>Text forms of queue modes.</summary>
internal static class QueueModeExtensions
{
    /// <summary>The mode as settings, commands and files write it, such as <c>collect</c>.</summary>
    /// <param name="mode">The mode.</param>
    /// <returns>A lower-case word.</returns>
    public static string ToText(this QueueMode mode) => mode switch
    {
        QueueMode.Collect => "collect",
        QueueMode.Queue => "queue",
        QueueMode.Interrupt => "interrupt",
        QueueMode.Steer => "steer",
        _ => throw new ArgumentOutOfRangeException(nameof(mode)),
    };

    /// <summary>Reads the lower-case word of a mode.</summary>
    /// <param name="text">The word; compared exactly.</param>
    /// <returns>Null when the word is not a mode.</returns>
    public static QueueMode? Parse(string? text) => text switch
    {
        "collect" => QueueMode.Collect,
        "queue" => QueueMode.Queue,
        "interrupt" => QueueMode.Interrupt,
        "steer" => QueueMode.Steer,
        _ => null,
    };
}
