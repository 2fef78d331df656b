using System.Globalization;
using LurkBot.Tests;
using LurkBot.Tests.Accounting;
using LurkBot.Tests.Delivery;
using LurkBot.Tests.Sandboxes;
using LurkBot.Tests.Simulation;
using LurkBot.Tests.Storage;
using LurkBot.Tests.Turns;

// The suite starts itself again as the other process of crash and concurrency tests.
if (args is ["--append", var home, var key, var count, var longest])
    return await Appender.RunAsync(home, key, int.Parse(count, CultureInfo.InvariantCulture), int.Parse(longest, CultureInfo.InvariantCulture));
if (args is ["--usage", var usageHome, var calls])
    return DailyUsageLogTests.AppendCalls(usageHome, int.Parse(calls, CultureInfo.InvariantCulture));
if (args is ["--accept-in-turn", var turnHome])
    return await DurableFileTests.AcceptInTurnAsync(turnHome);
if (args is ["--deliver", var ledgerHome, var round])
    return await SqliteDeliveryLedgerFileTests.DeliverAsync(ledgerHome, round);
if (args is ["--fetch", var address])
    return await PageFetch.RunAsync(address);
if (args is ["--agent", var kind, var sessions])
    return await AgentVictim.RunAsync(sessions, kind);
if (args is ["--attack", var attack, var without])
    return await Attacker.RunAsync(attack, without);
if (args is ["--simulate", .. var rest])
    return await Simulator.RunAsync(rest);
return await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
