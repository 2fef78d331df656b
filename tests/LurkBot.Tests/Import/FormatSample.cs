using System.IO.Compression;
using System.Text;

namespace LurkBot.Tests.Import;

/// <summary>A small export in the form of one program, written from the public description of it; all content is made up.</summary>
/// <param name="Format">Its format.</param>
/// <param name="Path">The file that is imported.</param>
/// <param name="Content">What the file holds.</param>
/// <param name="Keys">The sessions that it becomes, in order.</param>
/// <param name="Said">What was said in it: counted by hand, each text once.</param>
internal sealed record FormatSample(string Format, string Path, string Content, string[] Keys, string[] Said)
{
    /// <summary>Whether each line is a record of its own.</summary>
    public bool IsLines { get; init; }

    /// <summary>What stands beside it.</summary>
    public IReadOnlyDictionary<string, string> Beside { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Writes it, and what stands beside it.</summary>
    /// <returns>The file's path.</returns>
    public string Write(ImportHome home, string folder) => Write(home, folder, Encoding.UTF8.GetBytes(Content));

    /// <summary>Writes it with other content.</summary>
    public string Write(ImportHome home, string folder, byte[] content)
    {
        foreach (var (name, text) in Beside)
            home.Write(System.IO.Path.Combine(folder, name), text);
        return home.Write(System.IO.Path.Combine(folder, Path), content);
    }

    /// <summary>Writes it into an archive.</summary>
    public string WriteArchive(ImportHome home, string name)
    {
        var path = home.Write(name, "");
        using var zip = new ZipArchive(File.Create(path), ZipArchiveMode.Create);
        foreach (var (part, text) in Beside.Append(new(Path, Content)))
        {
            using var stream = zip.CreateEntry(part).Open();
            stream.Write(Encoding.UTF8.GetBytes(text));
        }

        return path;
    }

    public override string ToString() => $"{Format} {Path}";
}
