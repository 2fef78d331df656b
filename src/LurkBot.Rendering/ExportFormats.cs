namespace LurkBot.Rendering;

/// <summary>The names of formats on the command line and in file names.</summary>
internal static class ExportFormats
{
    /// <summary>The names that <c>--format</c> takes.</summary>
    public static string[] Names { get; } = ["json", "jsonl", "markdown", "html"];

    /// <summary>The format of a name from <see cref="Names"/>.</summary>
    public static ExportFormat Parse(string name) => (ExportFormat)Array.IndexOf(Names, name);

    /// <summary>What a file's name ends with.</summary>
    public static string Extension(this ExportFormat format) => format switch
    {
        ExportFormat.Json => ".json",
        ExportFormat.JsonLines => ".jsonl",
        ExportFormat.Markdown => ".md",
        _ => ".html",
    };
}
