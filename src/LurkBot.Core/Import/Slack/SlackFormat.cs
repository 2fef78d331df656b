
namespace LurkBot.Import;

/// <summary>
/// The export of a Slack workspace, as an archive or unpacked: lists of channels and people, and for each channel a folder with one file for each day.
/// Unpacked, each list of chats stands for the chats in it.
/// </summary>
internal sealed class SlackFormat : IImportFormat
{
    public string Name => "slack";

    public string Description => "Slack workspace export (the .zip or its folder)";

    public bool Recognizes(ImportSample sample) => sample.IsArchive
        ? SlackParts.RootOf(sample.Parts) is not null
        : SlackFolder.Lists.Contains(Path.GetFileName(sample.Path), StringComparer.Ordinal) && SlackFolder.Is(Path.GetDirectoryName(Path.GetFullPath(sample.Path))!) && sample.Whole is { InArray: true } whole && whole.Has("id");

    public IEnumerable<ImportedSession> Read(ImportSource source)
    {
        using var archive = ImportArchive.TryOpen(source.Path);
        var parts = new SlackParts(source, archive);
        var people = SlackPeople.Read(parts, source.Notes);
        var named = new HashSet<string>(StringComparer.Ordinal);
        foreach (var list in parts.Lists)
        {
            foreach (var chat in SlackChat.ReadList(list, parts, source, people))
            {
                named.Add(chat.Folder);
                source.Files.Clear();
                if (chat.Read() is { } session)
                    yield return session;
            }
        }

        foreach (var folder in parts.FoldersBeside(named))
            source.Notes.Skip("folders with messages that no list of channels names, not imported", folder);
    }
}
