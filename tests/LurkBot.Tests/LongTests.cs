namespace LurkBot.Tests;

/// <summary>The second tier: tests that take minutes or gigabytes.</summary>
internal static class LongTests
{
    public const string Reason = "Only with ./eng/test.sh --long.";

    public static bool Enabled => Environment.GetEnvironmentVariable("LURKBOT_LONG_TESTS") is "1";
}
