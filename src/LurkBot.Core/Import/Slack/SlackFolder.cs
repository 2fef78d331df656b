namespace LurkBot.Import;

/// <summary>An unpacked export of Slack.</summary>
internal static class SlackFolder
{
    /// <summary>Who there is.</summary>
    public const string Users = "users.json";

    /// <summary>The lists of chats that an export can have.</summary>
    public static readonly IReadOnlyList<string> Lists = ["channels.json", "groups.json", "mpims.json", "dms.json"];

    /// <summary>Whether a folder is one.</summary>
    public static bool Is(string folder) => File.Exists(Path.Combine(folder, Users)) && Lists.Any(list => File.Exists(Path.Combine(folder, list)));
}
