using System.Globalization;
using LurkBot.Tests;

// The suite starts itself again as the other process of crash and concurrency tests.
if (args is ["--append", var home, var key, var count, var longest])
    return await Appender.RunAsync(home, key, int.Parse(count, CultureInfo.InvariantCulture), int.Parse(longest, CultureInfo.InvariantCulture));
if (args is ["--fetch", var address])
    return await PageFetch.RunAsync(address);
return await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
