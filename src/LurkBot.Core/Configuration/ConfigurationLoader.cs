using LurkBot.Settings;
using LurkBot.Text;

namespace LurkBot.Configuration;

/// <summary>Reads the layers, later wins: defaults, config.json, .env, environment, command line.</summary>
internal static class ConfigurationLoader
{
    private const string Prefix = "LURKBOT_";

    /// <summary>Reads and validates everything; never throws for what a user wrote.</summary>
    /// <param name="environment">The process's environment.</param>
    /// <param name="catalogue">The settings that there are; null for those of this assembly's features.</param>
    /// <returns>The options, with all errors and warnings.</returns>
    public static LoadedConfiguration Load(IReadOnlyDictionary<string, string?> environment, SettingsCatalogue? catalogue = null)
    {
        catalogue ??= SettingsCatalogue.BuiltIn;
        var (errors, warnings) = (new List<string>(), new List<string>());
        var (home, homeProblem) = HomeOf(environment);
        if (homeProblem is not null)
            errors.Add(homeProblem);
        var options = new LurkBotOptions { Home = home };
        var values = new List<SettingValue>();
        errors.AddRange(HomeSafety.Problems(home));
        var layers = Layers(home, environment, errors);
        var settings = new List<SettingDefinition>(catalogue.All);
        AddScoped(settings, layers, catalogue.Scoped);
        foreach (var setting in settings)
        {
            var (text, source) = Find(layers, setting.Name);
            if (!string.IsNullOrEmpty(text) && !setting.Apply(options, text))
                errors.Add($"{setting.Name}{(setting.IsSecret ? "" : $"={SecretMask.Address(text)}")} ({source}) is not accepted: give {setting.Accepts}.");
            // A home is named from the folder in which LurkBot starts; shown is the one that is meant.
            if (setting.Name is "LURKBOT_HOME" && !string.IsNullOrEmpty(text))
                text = home;
            var shown = string.IsNullOrEmpty(text) ? setting.Default : setting.IsSecret ? SecretMask.Mask(text) : SecretMask.Address(text);
            values.Add(new SettingValue(setting, shown, string.IsNullOrEmpty(text) ? "default" : source) { Raw = text });
        }

        foreach (var layer in layers)
        {
            foreach (var name in layer.Values.Keys)
                Warn(name, layer.Source, catalogue, warnings);
        }

        CheckSessions(values, home, catalogue.Scoped, errors, warnings);
        catalogue.Complete(options, errors);
        return new LoadedConfiguration(options, values, errors, warnings) { HomeProblem = homeProblem };
    }

    /// <summary>Where everything is kept, and why that cannot be used.</summary>
    private static (string Home, string? Problem) HomeOf(IReadOnlyDictionary<string, string?> environment)
    {
        var given = environment.GetValueOrDefault("LURKBOT_HOME") is { Length: > 0 } text ? text : "~/.lurkbot";
        if (given is "~" || given.StartsWith("~/", StringComparison.Ordinal))
        {
            var (user, problem) = UserHome.Find(environment.GetValueOrDefault("HOME"));
            return problem is null ? (user + given[1..], UserHome.Problem(user + given[1..])) : (UserHome.Nowhere, problem);
        }

        var home = Path.GetFullPath(given);
        return (home, UserHome.Problem(home));
    }

    /// <summary>The values of all secret settings in every layer, and the passwords and keys in addresses, for masking them elsewhere.</summary>
    /// <param name="environment">The process's environment.</param>
    /// <param name="catalogue">The settings that there are; null for those of this assembly's features.</param>
    /// <returns>The raw values: never print them.</returns>
    public static IReadOnlyList<string> Secrets(IReadOnlyDictionary<string, string?> environment, SettingsCatalogue? catalogue = null)
    {
        catalogue ??= SettingsCatalogue.BuiltIn;
        var (home, _) = HomeOf(environment);
        var values = Layers(home, environment, []).SelectMany(layer => layer.Values).Where(pair => !string.IsNullOrEmpty(pair.Value)).ToList();
        return
        [
            .. values.Where(pair => catalogue.Find(pair.Key) is { IsSecret: true }).Select(pair => pair.Value!),
            .. values.SelectMany(pair => Uri.TryCreate(pair.Value, UriKind.Absolute, out var address) ? AddressSecrets.In(address) : []),
        ];
    }

    private static List<ConfigurationLayer> Layers(
        string home, IReadOnlyDictionary<string, string?> environment, List<string> errors)
    {
        var layers = new List<ConfigurationLayer>();
        var json = Path.Combine(home, "config.json");
        foreach (var path in (string[])[json, Path.Combine(home, ".env")])
        {
            if (Directory.Exists(path))
                errors.Add($"{path} is a folder, and should be a file.");
        }

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
            // Removing does not end the enumeration of a dictionary.
            foreach (var name in layer.Values.Keys)
            {
                if (!name.StartsWith(Prefix, StringComparison.Ordinal))
                    layer.Values.Remove(name);
            }
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

    /// <summary>Adds the settings of sessions and channels that a layer names.</summary>
    private static void AddScoped(List<SettingDefinition> settings, List<ConfigurationLayer> layers, ScopedSettings scoped)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var layer in layers)
        {
            foreach (var name in layer.Values.Keys)
            {
                if (names.Add(name) && scoped.Find(name) is { } setting)
                    settings.Add(setting);
            }
        }
    }

    private static (string? Text, string Source) Find(List<ConfigurationLayer> layers, string name)
    {
        for (var i = layers.Count - 1; i >= 0; i--)
        {
            if (layers[i].Values.TryGetValue(name, out var text))
                return (text, layers[i].Source);
        }

        return (null, "default");
    }

    private static void Warn(string name, string source, SettingsCatalogue catalogue, List<string> warnings)
    {
        if (catalogue.Find(name) is not null || catalogue.Scoped.Find(name) is not null)
            return;
        // The prefix that all have makes no two of them alike.
        var nearest = catalogue.Scoped.Nearest(name)
            ?? (NearestName.Find(name[Prefix.Length..], catalogue.All.Select(setting => setting.Name[Prefix.Length..])) is { } rest ? Prefix + rest : null);
        warnings.Add($"Unknown setting {name} ({source}).{(nearest is null ? "" : $" Did you mean {nearest}?")}");
    }

    private static void CheckSessions(List<SettingValue> values, string home, ScopedSettings scoped, List<string> errors, List<string> warnings)
    {
        SessionSettingNames? names = null;
        foreach (var value in values)
        {
            if (value.Value is null || scoped.SessionOf(value.Definition.Name) is not { } session)
                continue;
            names ??= SessionSettingNames.Of(home);
            if (names.Problem(value.Definition.Name, session, value.Source) is { } problem)
                errors.Add(problem);
            else if (names.Doubt(value.Definition.Name, session, value.Source) is { } doubt)
                warnings.Add(doubt);
        }
    }
}
