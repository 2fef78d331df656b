namespace LurkBot.Tests;

/// <summary>The checkout that the suite was built from.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "LurkBot.slnx")))
            folder = folder.Parent!;
        return folder.FullName;
    }
}
