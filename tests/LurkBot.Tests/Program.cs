using LurkBot.Tests;

// The suite starts itself again as the other process of crash and concurrency tests.
if (args is ["--append", var home, var key, var count])
    return await Appender.RunAsync(home, key, int.Parse(count, System.Globalization.CultureInfo.InvariantCulture));
return await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
