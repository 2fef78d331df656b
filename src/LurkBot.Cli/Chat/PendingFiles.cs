using LurkBot.Entries;
using LurkBot.Settings;
using LurkBot.Text;

namespace LurkBot.Cli.Chat;

/// <summary>Files that go with the next message.</summary>
internal sealed class PendingFiles
{
    private readonly List<FileContent> files = [];

    /// <summary>Those that were added, in order.</summary>
    public IReadOnlyList<FileContent> Files => files;

    /// <summary>Attachments of a message that is said again; their bytes are kept already. </summary>
    public IReadOnlyList<Attachment> Again { get; set; } = [];

    /// <summary>Whether there are any.</summary>
    public bool Any => files.Count > 0 || Again.Count > 0;

    /// <summary>Adds a file by the path that a person typed, or that a terminal wrote when it was dropped there.</summary>
    /// <exception cref="LurkBotException">It cannot be attached; the message says why.</exception>
    public FileContent Add(string path)
    {
        var file = FileContent.Read(Resolve(path));
        files.Add(file);
        return file;
    }

    /// <summary>Adds a file that was read already.</summary>
    public void Add(FileContent file) => files.Add(file);

    /// <summary>Takes all away: they were sent, or nobody wants them any more.</summary>
    public void Clear()
    {
        files.Clear();
        Again = [];
    }

    /// <summary>A file as a person is told of it.</summary>
    public static string Describe(FileContent file) => TerminalText.Sanitize($"{file.Name}, {file.MediaType}, {ByteSize.Format(file.Bytes.Length)}", keepNewlines: false);

    /// <summary>Quotes and escaped blanks are the shell's habit; a file that is really called so goes first.</summary>
    internal static string Resolve(string path)
    {
        if (File.Exists(path))
            return path;
        if (path.Length > 1 && path[0] is '"' or '\'' && path[^1] == path[0])
            path = path[1..^1];
        else if (!OperatingSystem.IsWindows())
            path = path.Replace("\\ ", " ", StringComparison.Ordinal);
        return path.StartsWith("~/", StringComparison.Ordinal) ? SettingParser.FullPath(path) : path;
    }
}
