using System.Runtime.Versioning;
using System.Text;

namespace LurkBot.Sandboxes;

/// <summary>What one container needs from this machine beside its workspace; gone when it is disposed.</summary>
[SupportedOSPlatform("linux")]
internal sealed class DockerFiles : IDisposable
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private DockerFiles(string home, string script, string filter) => (Home, Script, Filter) = (home, script, filter);

    /// <summary>LurkBot's home.</summary>
    public string Home { get; }

    /// <summary>The file with the script.</summary>
    public string Script { get; }

    /// <summary>The filter of system calls, as the engine wants it.</summary>
    public string Filter { get; }

    /// <summary>Writes them.</summary>
    /// <param name="home">LurkBot's home; absolute.</param>
    /// <param name="script">The script.</param>
    /// <param name="isPodman">Whether the engine is Podman, which wants the filter in a file; Docker wants it in the request.</param>
    /// <exception cref="SandboxException">They cannot be written.</exception>
    public static DockerFiles Write(string home, string script, bool isPodman)
    {
        var folder = Folder(home);
        var name = Path.Combine(folder, $"{ProcessMark.Own}-{Guid.NewGuid():N}");
        try
        {
            Directory.CreateDirectory(folder, Private);
            Open(name + ".sh", script);
            var profile = DockerSeccompProfile.Build();
            if (!isPodman)
                return new DockerFiles(home, name + ".sh", profile);
            Open(name + ".json", profile);
            return new DockerFiles(home, name + ".sh", name + ".json");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SandboxException($"The container's files cannot be written, so nothing was run: {e.Message}", e);
        }
    }

    /// <summary>Removes what killed processes left.</summary>
    /// <param name="home">LurkBot's home; absolute.</param>
    public static void Sweep(string home)
    {
        if (!Directory.Exists(Folder(home)))
            return;
        foreach (var path in Directory.EnumerateFiles(Folder(home)))
        {
            if (!ProcessMark.IsAlive(Path.GetFileName(path).Split('-')[0]))
                File.Delete(path);
        }
    }

    public void Dispose()
    {
        File.Delete(Script);
        if (Filter.StartsWith('/'))
            File.Delete(Filter);
    }

    private static string Folder(string home) => Path.Combine(home, "sandbox");

    /// <summary>Nobody else passes the folder above, but a container's user, who owns nothing here, must be able to read.</summary>
    private static void Open(string path, string text)
    {
        using var stream = new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead });
        File.SetUnixFileMode(stream.SafeFileHandle, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        stream.Write(Encoding.UTF8.GetBytes(text));
    }
}
