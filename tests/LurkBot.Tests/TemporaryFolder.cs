using LurkBot.Interop;

namespace LurkBot.Tests;

internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("lurkbot-test-").FullName;

    public void Dispose() => FileTree.Remove(Path);
}
