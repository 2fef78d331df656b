using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace LurkBot.Tests.Simulation;

/// <summary>
/// Runs simulated histories: <c>--simulate FIRST COUNT [FAULT] [trace] [until=WORDS] [only=PLATFORM]</c>; <c>until</c> ends it with the first one that broke what has these words, <c>only</c> gives each history that one platform. Each prints a line with its seed, its events and the hash of its trace; one that breaks a
/// promise also what it broke. It must run in a process of its own with <c>DOTNET_PROCESSOR_COUNT=1</c>: its thread pool has one thread, so that a seed gives one history.
/// </summary>
internal static class Simulator
{
    private static readonly string[] Platforms = ["telegram", "discord", "slack"];

    public static async Task<int> RunAsync(string[] args)
    {
        if (Environment.ProcessorCount != 1 || !ThreadPool.SetMaxThreads(1, 1))
        {
            Console.Error.WriteLine("Set DOTNET_PROCESSOR_COUNT=1 for this process.");
            return 2;
        }

        var (first, count) = (int.Parse(args[0], CultureInfo.InvariantCulture), int.Parse(args[1], CultureInfo.InvariantCulture));
        var fault = args.Length > 2 ? Enum.Parse<PlantedFault>(args[2]) : PlantedFault.None;
        var only = Array.FindIndex(Platforms, name => args.Contains("only=" + name));
        var failed = 0;
        for (var seed = first; seed < first + count; seed++)
        {
            // On the pool, as everything of a history.
            var number = seed;
            var (broken, trace, events) = await Task.Run(() => SimHistory.RunAsync(number, fault, only < 0 ? null : only));
            var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', trace))))[..16];
            Console.WriteLine($"seed {seed} {(broken.Count == 0 ? "holds" : "broke")} {events} {hash}");
            foreach (var line in broken)
                Console.WriteLine($"  {line}");
            if (args.Contains("trace"))
            {
                foreach (var line in trace)
                    Console.WriteLine(line);
            }

            failed += broken.Count == 0 ? 0 : 1;
            if (broken.Any(line => args.Any(arg => arg.StartsWith("until=", StringComparison.Ordinal) && line.Contains(arg[6..], StringComparison.Ordinal))))
                break;
        }

        return failed == 0 ? 0 : 1;
    }
}
