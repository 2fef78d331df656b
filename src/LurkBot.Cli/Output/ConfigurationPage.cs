using System.Globalization;
using System.Text;
using System.Text.Json;
using LurkBot.Configuration;
using LurkBot.Settings;

namespace LurkBot.Cli.Output;

/// <summary>Writes <c>docs/configuration.md</c> from the catalogue of settings; a test compares the two.</summary>
internal static class ConfigurationPage
{
    private const string Prefix = "LURKBOT_";
    private const string Home = "LURKBOT_HOME";

    private const string Beginning = """
        # Configuration

        Nothing has to be set. What you set is read from three places; the later one wins:

        1. `config.json` in LurkBot's home folder, `~/.lurkbot/config.json`
        2. `.env` beside it, `~/.lurkbot/.env`: the place for keys
        3. the environment of the process

        `LURKBOT_HOME` moves the home folder, and both files with it; it counts only in the environment. A relative path begins at the folder in
        which you start `lurkbot`. Make the folder yourself, or let the first chat make it. A `.env` in the folder in which you start `lurkbot` is not read.

        ```bash
        lurkbot config show       # every setting, its value, and which of the three it comes from
        lurkbot config validate   # all errors at once
        lurkbot doctor            # who would answer, and whether each key and address works
        ```

        """;

    private const string EnvExample = """
        ## `.env`, complete

        One `NAME=VALUE` a line; quotes and `#` comments are understood. Keep it to yourself: `chmod 600 ~/.lurkbot/.env`.

        ```

        """;

    /// <summary>The whole page.</summary>
    /// <param name="settings">The settings.</param>
    public static string Of(SettingsCatalogue settings)
    {
        var page = new StringBuilder(Beginning.ReplaceLineEndings("\n"));
        page.Append("\n## `config.json`, complete\n\nNames may have the prefix `LURKBOT_` or not, in either letter case. Comments and trailing commas are allowed. Settings that have a\ndefault are shown with it; the others are commented out.\n\n```jsonc\n");
        page.Append(Example(settings)).Append("```\n\n").Append(EnvExample.ReplaceLineEndings("\n"));
        foreach (var setting in settings.All.Where(setting => setting.IsSecret))
            page.Append(CultureInfo.InvariantCulture, $"# {setting.Description}\n#{setting.Name}=\n");
        page.Append("```\n\n## All settings\n\n| name | accepts | default | what it does |\n|---|---|---|---|\n");
        foreach (var setting in settings.All)
            page.Append(CultureInfo.InvariantCulture, $"| `{setting.Name}` | {Cell(setting.Accepts)} | {(setting.Default is { Length: > 0 } value ? $"`{Cell(value)}`" : "")} | {Cell(setting.Description)} |\n");
        Scoped(page, "For one session", "`LURKBOT_SESSION__KEY__NAME`, where `KEY` is the session's key in capitals with `_` for every other character: `LURKBOT_SESSION__CLI_WORK_MAIN__MODEL`.", settings.Scoped.OfSession);
        Scoped(page, "For one channel", "`LURKBOT_CHANNEL__NAME`, such as `LURKBOT_TELEGRAM__MODEL`.", settings.Scoped.OfChannel);
        return page.ToString();
    }

    /// <summary>A <c>config.json</c> with every setting that is not a secret.</summary>
    /// <param name="settings">The settings.</param>
    public static string Example(SettingsCatalogue settings)
    {
        var json = new StringBuilder("{\n");
        foreach (var setting in settings.All.Where(setting => !setting.IsSecret && setting.Name != Home))
        {
            // Some defaults are words for what happens, and no value.
            var isValue = setting.Default is { Length: > 0 } text && setting.Apply(new LurkBotOptions { Home = "/" }, text);
            json.Append(CultureInfo.InvariantCulture, $"  // {setting.Description} Accepts {setting.Accepts}.{(isValue || setting.Default is null ? "" : $" Default: {setting.Default}.")}\n");
            json.Append(CultureInfo.InvariantCulture, $"  {(isValue ? "" : "// ")}\"{setting.Name[Prefix.Length..].ToLowerInvariant()}\": {Value(isValue ? setting.Default : null)},\n");
        }

        return json.Append("}\n").ToString();
    }

    private static string Value(string? text) => text switch
    {
        null => "\"\"",
        "true" or "false" => text,
        _ when long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _) => text,
        _ => $"\"{JsonEncodedText.Encode(text, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"",
    };

    private static void Scoped(StringBuilder page, string title, string names, IEnumerable<ScopedSetting<LurkBotOptions>> settings)
    {
        page.Append(CultureInfo.InvariantCulture, $"\n## {title}\n\n{names}\n\n| name | accepts | what it does |\n|---|---|---|\n");
        foreach (var setting in settings)
            page.Append(CultureInfo.InvariantCulture, $"| `{setting.Name}` | {Cell(setting.Accepts)} | {Cell(setting.Description)} |\n");
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
