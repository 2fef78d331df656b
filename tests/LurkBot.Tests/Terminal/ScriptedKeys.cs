using LurkBot.Cli.Terminal;

namespace LurkBot.Tests.Terminal;

/// <summary>Keys of a test; the input ends after the last.</summary>
internal sealed class ScriptedKeys(params IEnumerable<KeyPress> keys) : IKeySource
{
    private readonly Queue<KeyPress> keys = new(keys);

    /// <summary>Called before each key is handed out, when the line has been painted.</summary>
    public Action? BeforeKey { get; set; }

    public bool Pending => false;

    public ValueTask<KeyPress?> ReadAsync(CancellationToken cancellationToken)
    {
        BeforeKey?.Invoke();
        return new(keys.TryDequeue(out var key) ? key : null);
    }

    public void Return(IEnumerable<KeyPress> keys) => throw new InvalidOperationException("Nobody gives keys back here.");

    public static IEnumerable<KeyPress> Type(string text) => text.Select(character => new KeyPress(ConsoleKey.None, character));

    public static KeyPress Control(ConsoleKey key) => new(key, Modifiers: ConsoleModifiers.Control);

    public static KeyPress Enter { get; } = new(ConsoleKey.Enter, '\r');

    public static KeyPress Paste(string text) => new(ConsoleKey.None, Paste: text);
}
