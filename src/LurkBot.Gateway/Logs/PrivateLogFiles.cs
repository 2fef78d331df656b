using System.Text;
using Serilog.Sinks.File;

namespace LurkBot.Gateway;

/// <summary>Log files are the owner's alone, as the folder is.</summary>
internal sealed class PrivateLogFiles : FileLifecycleHooks
{
    /// <inheritdoc/>
    public override Stream OnFileOpened(string path, Stream underlyingStream, Encoding encoding)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return underlyingStream;
    }
}
