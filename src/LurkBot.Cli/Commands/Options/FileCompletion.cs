using System.CommandLine.Completions;
using LurkBot.Cli.Chat;

namespace LurkBot.Cli.Commands;

/// <summary>Completes the names of files.</summary>
internal static class FileCompletion
{
    private const int Most = 100;

    /// <summary>What lies in the folder that the typed path leads to.</summary>
    public static IEnumerable<CompletionItem> Complete(CompletionContext context) => List(context.WordToComplete).Select(path => new CompletionItem(path));

    /// <summary>The paths that begin with a typed one; a folder's ends with a slash.</summary>
    /// <param name="typed">The beginning of a path.</param>
    public static IEnumerable<string> List(string typed)
    {
        var start = typed.LastIndexOf('/') + 1;
        var name = typed[start..];
        var folder = new DirectoryInfo(start == 0 ? "." : PendingFiles.Resolve(typed[..start]));
        var options = new EnumerationOptions { MatchCasing = MatchCasing.CaseSensitive, AttributesToSkip = name.StartsWith('.') ? FileAttributes.None : FileAttributes.Hidden };
        return !folder.Exists ? [] : folder.EnumerateFileSystemInfos(name.Length > 0 ? name.Replace('*', '?') + "*" : "*", options)
            .Take(Most).Select(file => string.Concat(typed.AsSpan(0, start), file.Name, file is DirectoryInfo ? "/" : ""));
    }
}
