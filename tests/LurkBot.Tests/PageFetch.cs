using LurkBot.Tools;

namespace LurkBot.Tests;

/// <summary>Fetches a page in a process of its own, and prints what comes of it.</summary>
internal static class PageFetch
{
    public static async Task<int> RunAsync(string address)
    {
        using var fetcher = new WebFetcher(TimeProvider.System);
        try
        {
            var page = await fetcher.GetAsync(new Uri(address), default);
            Console.WriteLine($"HTTP {page.Status}");
        }
        catch (ToolRefusedException e)
        {
            Console.WriteLine(e.Message);
        }

        return 0;
    }
}
