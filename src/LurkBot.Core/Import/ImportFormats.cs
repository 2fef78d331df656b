namespace LurkBot.Import;

/// <summary>The formats that can be imported.</summary>
internal static class ImportFormats
{
    /// <summary>All of them; of two that recognize a file the first is taken.</summary>
    public static IReadOnlyList<IImportFormat> All { get; } =
    [
        new LurkBotFormat(), new OpenClawFormat(), new PiFormat(), new ClaudeCodeFormat(), new CodexFormat(), new GeminiFormat(),
        new ChatGptFormat(), new ClaudeAiFormat(), new DeepSeekFormat(), new TelegramFormat(), new SlackFormat(), new MessagesFormat(),
    ];

    /// <summary>The format of a file.</summary>
    /// <returns>Null when it is none of them.</returns>
    public static IImportFormat? Detect(ImportSample sample) => All.FirstOrDefault(format => format.Recognizes(sample));

    /// <summary>The format of a name.</summary>
    /// <exception cref="LurkBotException">There is none; the message lists them.</exception>
    public static IImportFormat Named(string name) => All.FirstOrDefault(format => string.Equals(format.Name, name, StringComparison.Ordinal))
        ?? throw new LurkBotException($"There is no format {name}. Formats: {string.Join(", ", All.Select(format => format.Name))}.");
}
