using LurkBot.Interop;

namespace LurkBot.Models;

/// <summary>Aliases, windows and prices of models: those that come with LurkBot, and over them the owner's <c>models.json</c>. Immutable.</summary>
internal sealed class ModelCatalogue
{
    /// <summary>The window that is assumed of an unknown model of an Ollama, in tokens.</summary>
    public const int AssumedLocalWindow = 32_768;

    /// <summary>The window that is assumed of any other unknown model, in tokens.</summary>
    public const int AssumedWindow = 128_000;

    private const string FileName = "models.json";
    private const long LargestFile = 4 * 1024 * 1024;

    private static readonly Lazy<ModelCatalogue> Shipped = new(() => new ModelCatalogue([ReadShipped()]));

    private readonly Dictionary<string, string> aliases = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, ModelFileEntry> models = new(StringComparer.Ordinal);
    private readonly List<string> problems = [];

    private ModelCatalogue(IReadOnlyList<ModelFile> files)
    {
        foreach (var file in files)
        {
            problems.AddRange(file.Problems);
            foreach (var (alias, model) in file.Aliases)
                aliases[alias] = model;
            foreach (var (name, entry) in file.Models)
                models[name] = models.TryGetValue(name, out var earlier) ? earlier.With(entry) : entry;
        }

        foreach (var alias in aliases.Keys.Where(alias => Follow(alias) is null).ToList())
        {
            problems.Add($"{FileName}: the alias {alias} leads back to itself; it is left out.");
            aliases.Remove(alias);
        }
    }

    /// <summary>What comes with LurkBot.</summary>
    public static ModelCatalogue BuiltIn => Shipped.Value;

    /// <summary>What is wrong with the owner's file, one sentence each with its line; that part of it is not used.</summary>
    public IReadOnlyList<string> Problems => problems;

    /// <summary>Short names and what they stand for.</summary>
    public IReadOnlyDictionary<string, string> Aliases => aliases;

    /// <summary>Reads what comes with LurkBot and the owner's file, when there is one; never throws for what is in it.</summary>
    /// <param name="home">The folder that holds all that LurkBot keeps.</param>
    public static ModelCatalogue Load(string home)
    {
        var path = Path.Combine(home, FileName);
        return Path.Exists(path) ? new ModelCatalogue([ReadShipped(), ReadOwn(path)]) : BuiltIn;
    }

    /// <summary>Reads the same, and tells what is wrong with the owner's file.</summary>
    /// <param name="home">The folder that holds all that LurkBot keeps.</param>
    /// <param name="warn">Told each problem.</param>
    public static ModelCatalogue Load(string home, Action<string> warn)
    {
        var loaded = Load(home);
        foreach (var problem in loaded.Problems)
            warn(problem);
        return loaded;
    }

    /// <summary>The model that a name stands for.</summary>
    /// <param name="name">A model's name or an alias, of which letter case does not matter.</param>
    /// <returns>The name itself when it is no alias.</returns>
    public string Resolve(string name) => Follow(name) ?? name;

    /// <summary>Whether a name is an alias, a model of the catalogue, or one that says itself who serves it; any other may be a model of a server with OpenAI's API, or a typing error.</summary>
    /// <param name="name">A model's name or an alias.</param>
    public bool Knows(string name) => aliases.ContainsKey(name) || ModelNames.NamesProvider(name) || ModelNames.Listed(name).Any(models.ContainsKey);

    /// <summary>All aliases and the models that are known.</summary>
    public IEnumerable<string> Names => aliases.Keys.Concat(models.Keys);

    /// <summary>What is known of a model. Dated names (<c>gpt-4o-2024-08-06</c>) are found under their plain ones.</summary>
    /// <param name="model">Its name or an alias.</param>
    /// <returns>Assumptions where nothing is known: the windows above, a reply as long as the window, and no price; local models are free.</returns>
    public ModelInfo Find(string model) => Describe(Resolve(model));

    /// <summary>What is known of a model that a provider names: its names are no aliases.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>As <see cref="Find"/>.</returns>
    public ModelInfo Describe(string name)
    {
        var entry = ModelNames.Listed(name).Select(models.GetValueOrDefault).FirstOrDefault(entry => entry is not null);
        var provider = ModelNames.ProviderOf(name);
        var window = entry?.Window ?? (provider == ModelProvider.Ollama ? AssumedLocalWindow : AssumedWindow);
        var price = entry is { HasPrice: true } ? entry.Price : provider is ModelProvider.Ollama or ModelProvider.Offline ? ModelPrice.Free : null;
        return new ModelInfo(name, window, Math.Min(entry?.LargestReply ?? window, window), price, IsWindowAssumed: entry?.Window is null && provider != ModelProvider.Offline);
    }

    /// <summary>Goes from alias to alias to a model; null when they lead in a circle.</summary>
    private string? Follow(string name)
    {
        for (var steps = 0; steps <= aliases.Count; steps++)
        {
            if (!aliases.TryGetValue(name, out var next))
                return name;
            name = next;
        }

        return null;
    }

    private static ModelFile ReadShipped()
    {
        using var stream = typeof(ModelCatalogue).Assembly.GetManifestResourceStream("LurkBot.Models.models.json")!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return ModelFileReader.Read(bytes, FileName);
    }

    private static ModelFile ReadOwn(string path)
    {
        var file = ModelFile.Empty();
        try
        {
            if (!RegularFile.Is(path))
                file.Problems.Add($"{path} is no regular file. Move it away.");
            else if (new FileInfo(path).Length > LargestFile)
                file.Problems.Add($"{path} is larger than {LargestFile / 1024 / 1024} MB; it is not used.");
            else
                return ModelFileReader.Read(File.ReadAllBytes(path), path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            file.Problems.Add($"{path} cannot be read: {e.Message}");
        }

        return file;
    }
}
