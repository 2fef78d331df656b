using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using LurkBot.Configuration;
using LurkBot.Interop;

namespace LurkBot.Doors;

/// <summary>The secret that a gateway and its clients share: clients show it, and the gateway proves that it knows it before they do.</summary>
internal sealed class GatewayToken
{
    private const string FileName = "gateway.token";
    private const int Longest = 1024;
    private const int Bytes = 32;
    private const int Shown = 16;

    private readonly byte[] key;

    private GatewayToken(string text) => (Text, key) = (text, Encoding.UTF8.GetBytes(text));

    /// <summary>The token.</summary>
    public string Text { get; }

    /// <summary>The token of a home.</summary>
    /// <param name="options">What the owner set.</param>
    /// <param name="home">The home folder; absolute.</param>
    /// <returns>Null when there is none yet.</returns>
    /// <exception cref="LurkBotException">It cannot be read.</exception>
    public static GatewayToken? Find(GatewayOptions options, string home)
    {
        if (options.Token is { Length: > 0 } set)
            return new GatewayToken(set);
        var path = Path.Combine(home, FileName);
        try
        {
            if (!File.Exists(path) || File.ReadAllText(path).Trim() is not { Length: > 0 } text)
                return null;
            return text.Length <= Longest && text.All(char.IsAsciiLetterOrDigit)
                ? new GatewayToken(text)
                : throw new LurkBotException($"{path} does not hold a token: it should be one line of letters and digits. Delete the file; the next lurkbot gateway start makes a new one.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LurkBotException($"{path} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>The token of a home; made when there is none. The caller holds the gateway's lock.</summary>
    /// <param name="options">What the owner set.</param>
    /// <param name="home">The home folder; absolute.</param>
    /// <exception cref="LurkBotException">It cannot be kept.</exception>
    public static GatewayToken FindOrMake(GatewayOptions options, string home)
    {
        if (Find(options, home) is { } known)
            return known;
        var text = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Bytes));
        var path = Path.Combine(home, FileName);
        try
        {
            HomeFolder.Create(home);
            var temporary = $"{path}.{Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}.tmp";
            using (var file = PrivateFile.Open(temporary, FileMode.Create))
                file.Write(Encoding.ASCII.GetBytes(text + "\n"));
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LurkBotException($"{path} cannot be written: {e.Message}", e);
        }

        return new GatewayToken(text);
    }

    /// <summary>Whether a client knows it; takes as long for every wrong one.</summary>
    /// <param name="shown">What the client shows.</param>
    public bool IsShownBy(string? shown) => shown is not null && CryptographicOperations.FixedTimeEquals(SHA256.HashData(key), SHA256.HashData(Encoding.UTF8.GetBytes(shown)));

    /// <summary>What a gateway says of itself, with the proof.</summary>
    /// <param name="nonce">What the client made up.</param>
    /// <param name="version">The gateway's version.</param>
    /// <param name="home">The id of its home.</param>
    /// <param name="configuration">Its settings.</param>
    public WireHello Greet(string nonce, string version, string home, LoadedConfiguration configuration)
    {
        var settings = Fingerprint(configuration);
        return new WireHello(version, home, settings, Prove(nonce, version, home, settings));
    }

    /// <summary>Whether the other side knows the token.</summary>
    /// <param name="hello">What they say.</param>
    /// <param name="nonce">What this client made up.</param>
    public bool IsProvedBy(WireHello hello, string nonce) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Prove(nonce, hello.Version, hello.Home, hello.Settings)), Encoding.UTF8.GetBytes(hello.Proof));

    /// <summary>For each setting a keyed hash of its name and value; those that say only how gateways are reached are left out.</summary>
    /// <param name="configuration">The settings.</param>
    public SortedDictionary<string, string> Fingerprint(LoadedConfiguration configuration)
    {
        var hashes = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var value in configuration.Values)
        {
            if (value.Definition.Name is not "LURKBOT_HOME" && !value.Definition.Name.StartsWith("LURKBOT_GATEWAY_", StringComparison.Ordinal))
                hashes[value.Definition.Name] = Hash($"setting\n{value.Definition.Name}\n{value.Raw ?? value.Definition.Default}");
        }

        return hashes;
    }

    private string Prove(string nonce, string version, string home, IReadOnlyDictionary<string, string> settings) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"gateway\n{nonce}\n{version}\n{home}\n{string.Join('\n', settings.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}"))}")));

    private string Hash(string text) => Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)))[..Shown];
}
