using LurkBot.Prompts;
using LurkBot.Text;

namespace LurkBot.Configuration;

/// <summary>Reads the layers, later wins: defaults, config.json, .env, environment, command line.</summary>
public static class ConfigurationLoader
{
    private const string Prefix = "LURKBOT_";

    /// <summary>Reads and validates everything; never throws for what a user wrote.</summary>
    /// <param name="environment">The process's environment.</param>
    /// <returns>The options, with all errors and warnings.</returns>
    public static LoadedConfiguration Load(IReadOnlyDictionary<string, string?> environment)
    {
        var (errors, warnings) = (new List<string>(), new List<string>());
        var home = ExpandHome(environment.GetValueOrDefault("LURKBOT_HOME") is { Length: > 0 } given ? given : "~/.lurkbot");
        var options = new LurkBotOptions { Home = home };
        var values = new List<SettingValue>();
        var layers = Layers(home, environment, errors);
        foreach (var setting in SettingsCatalogue.All.Concat(Scoped(layers)))
        {
            var (text, source) = Find(layers, setting.Name);
            if (!string.IsNullOrEmpty(text) && !setting.Apply(options, text))
                errors.Add($"{setting.Name}{(setting.IsSecret ? "" : $"={SecretMask.Address(text)}")} ({source}) is not accepted: give {setting.Accepts}.");
            var shown = string.IsNullOrEmpty(text) ? setting.Default : setting.IsSecret ? SecretMask.Mask(text) : SecretMask.Address(text);
            values.Add(new SettingValue(setting, shown, string.IsNullOrEmpty(text) ? "default" : source));
        }

        foreach (var layer in layers)
        {
            foreach (var name in layer.Values.Keys)
                Warn(name, layer.Source, warnings);
        }

        CheckSessions(values, home, errors, warnings);

        CheckPrompts(options, errors);
        if (options.Sessions.Workspace is { } workspace)
            options.Sessions.Workspace = ExpandHome(workspace);
        return new LoadedConfiguration(options, values, errors, warnings);
    }

    /// <summary>The values of all secret settings in every layer, and the passwords in addresses, for masking them elsewhere.</summary>
    /// <param name="environment">The process's environment.</param>
    /// <returns>The raw values: never print them.</returns>
    public static IReadOnlyList<string> Secrets(IReadOnlyDictionary<string, string?> environment)
    {
        var home = ExpandHome(environment.GetValueOrDefault("LURKBOT_HOME") is { Length: > 0 } given ? given : "~/.lurkbot");
        var names = SettingsCatalogue.All.Where(setting => setting.IsSecret).Select(setting => setting.Name).ToHashSet(StringComparer.Ordinal);
        var values = Layers(home, environment, []).SelectMany(layer => layer.Values).Where(pair => !string.IsNullOrEmpty(pair.Value)).ToList();
        return
        [
            .. values.Where(pair => names.Contains(pair.Key)).Select(pair => pair.Value!),
            .. values.Select(pair => Uri.TryCreate(pair.Value, UriKind.Absolute, out var address) ? address.UserInfo : "")
                .Where(user => user.Contains(':', StringComparison.Ordinal))
                .Select(user => user[(user.IndexOf(':', StringComparison.Ordinal) + 1)..]),
        ];
    }

    private static string ExpandHome(string path) => Path.GetFullPath(path is "~" || path.StartsWith("~/", StringComparison.Ordinal)
        ? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) + path[1..]
        : path);

    private static List<ConfigurationLayer> Layers(
        string home, IReadOnlyDictionary<string, string?> environment, List<string> errors)
    {
        var layers = new List<ConfigurationLayer>();
        var json = Path.Combine(home, "config.json");
        if (File.Exists(json))
            layers.Add(new("config.json", ReadJson(json, errors)));
        var dotEnv = Path.Combine(home, ".env");
        if (File.Exists(dotEnv))
        {
            layers.Add(new(".env", ReadDotEnv(dotEnv, errors)));
        }

        layers.Add(new("environment", new Dictionary<string, string?>(environment, StringComparer.Ordinal)));
        foreach (var layer in layers)
        {
            foreach (var name in layer.Values.Keys.Where(name => !name.StartsWith(Prefix, StringComparison.Ordinal)).ToList())
                layer.Values.Remove(name);
        }

        return layers;
    }

    private static Dictionary<string, string?> ReadDotEnv(string path, List<string> errors)
    {
        try
        {
            var (values, problems) = DotEnv.Read(File.ReadAllLines(path), path);
            errors.AddRange(problems);
            if (values.Remove("LURKBOT_HOME"))
                errors.Add($"{path}: LURKBOT_HOME says where this file is; it counts only in the environment.");
            return values;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            errors.Add($"{path} cannot be read: {e.Message}");
            return [];
        }
    }

    private static Dictionary<string, string?> ReadJson(string path, List<string> errors)
    {
        var values = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var (key, value) in ConfigFile.Read(path, errors))
        {
            var name = key.ToUpperInvariant();
            if (value is null)
                errors.Add($"{path}: {key} must be one value, not a list or an object.");
            values[name.StartsWith(Prefix, StringComparison.Ordinal) ? name : Prefix + name] = value;
        }

        return values;
    }

    private static IEnumerable<SettingDefinition> Scoped(List<ConfigurationLayer> layers) =>
        layers.SelectMany(layer => layer.Values.Keys).Distinct(StringComparer.Ordinal).Select(ScopedSettings.Find).OfType<SettingDefinition>();

    private static (string? Text, string Source) Find(List<ConfigurationLayer> layers, string name)
    {
        for (var i = layers.Count - 1; i >= 0; i--)
        {
            if (layers[i].Values.TryGetValue(name, out var text))
                return (text, layers[i].Source);
        }

        return (null, "default");
    }

    private static void Warn(string name, string source, List<string> warnings)
    {
        if (ScopedSettings.Find(name) is not null || SettingsCatalogue.All.Any(setting => string.Equals(setting.Name, name, StringComparison.Ordinal)))
            return;
        var nearest = ScopedSettings.Nearest(name) ?? NearestName.Find(name, SettingsCatalogue.All.Select(setting => setting.Name));
        warnings.Add($"{name} ({source}) is no setting.{(nearest is null ? "" : $" Did you mean {nearest}?")}");
    }

    private static void CheckSessions(List<SettingValue> values, string home, List<string> errors, List<string> warnings)
    {
        SessionSettingNames? names = null;
        foreach (var value in values)
        {
            if (value.Value is null || ScopedSettings.SessionOf(value.Definition.Name) is not { } session)
                continue;
            names ??= SessionSettingNames.Of(home);
            if (names.Problem(value.Definition.Name, session, value.Source) is { } problem)
                errors.Add(problem);
            else if (names.Doubt(value.Definition.Name, session, value.Source) is { } doubt)
                warnings.Add(doubt);
        }
    }

    private static void CheckPrompts(LurkBotOptions options, List<string> errors)
    {
        if (options.Prompts.SystemPrompt is { } prompt)
            options.Prompts.SystemPrompt = Check(prompt, "LURKBOT_SYSTEM_PROMPT", errors);
        foreach (var (channel, setting) in options.Prompts.Channels.ToList())
            options.Prompts.Channels[channel] = Check(setting, $"LURKBOT_{channel}__SYSTEM_PROMPT", errors);
        foreach (var (key, setting) in options.Prompts.Sessions.ToList())
            options.Prompts.Sessions[key] = Check(setting, $"LURKBOT_SESSION__{key}__SYSTEM_PROMPT", errors);
    }

    private static PromptSetting Check(PromptSetting prompt, string variable, List<string> errors)
    {
        if (prompt.File is not { } file)
            return prompt;
        var path = ExpandHome(file);
        if (prompt.Text is not null)
            errors.Add($"Set {variable} or {variable}_FILE, not both.");
        if (!File.Exists(path))
            errors.Add($"{variable}_FILE: there is no file {path}.");
        return prompt with { File = path };
    }
}
