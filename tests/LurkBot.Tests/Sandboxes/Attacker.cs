using LurkBot.Sandboxes;

namespace LurkBot.Tests.Sandboxes;

/// <summary>Runs one attack from a process of its own, and prints what comes of it.</summary>
internal static class Attacker
{
    /// <param name="attack">Its name.</param>
    /// <param name="without">What does not protect.</param>
    public static async Task<int> RunAsync(string attack, string without)
    {
        using var home = new SandboxHome();
        var result = await home.RunAsync(SandboxAttacks.All[attack], sandbox: SandboxHome.Create(without: Enum.Parse<Protections>(without)));
        Console.WriteLine($"over: {result.OutputText()}");
        return 0;
    }
}
