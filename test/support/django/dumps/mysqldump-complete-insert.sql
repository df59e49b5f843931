/*M!999999\- enable the sandbox mode */ 
-- MariaDB dump 10.19  Distrib 10.11.19-MariaDB, for debian-linux-gnu (x86_64)
--
-- Host: localhost    Database: school
-- ------------------------------------------------------
-- Server version	10.11.19-MariaDB-0+deb12u1

/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;
/*!40101 SET @OLD_CHARACTER_SET_RESULTS=@@CHARACTER_SET_RESULTS */;
/*!40101 SET @OLD_COLLATION_CONNECTION=@@COLLATION_CONNECTION */;
/*!40101 SET NAMES utf8mb4 */;
/*!40103 SET @OLD_TIME_ZONE=@@TIME_ZONE */;
/*!40103 SET TIME_ZONE='+00:00' */;
/*!40014 SET @OLD_FOREIGN_KEY_CHECKS=@@FOREIGN_KEY_CHECKS, FOREIGN_KEY_CHECKS=0 */;
/*!40101 SET @OLD_SQL_MODE=@@SQL_MODE, SQL_MODE='NO_AUTO_VALUE_ON_ZERO' */;
/*!40111 SET @OLD_SQL_NOTES=@@SQL_NOTES, SQL_NOTES=0 */;

--
-- Dumping data for table `auth_user`
--

LOCK TABLES `auth_user` WRITE;
/*!40000 ALTER TABLE `auth_user` DISABLE KEYS */;
INSERT INTO `auth_user` (`id`, `password`, `last_login`, `is_superuser`, `username`, `first_name`, `last_name`, `email`, `is_staff`, `is_active`, `date_joined`) VALUES (1,'pbkdf2_sha256$1000$fixedsalt0001$GEU1DFMyTf31vBj9Gwp+tUwpWM8gXHunmzwqi3i2vNY=',NULL,0,'wang.wei','伟','王','wang@example.com',0,1,'2026-11-24 02:55:00.376913'),
(2,'pbkdf2_sha256$1000$fixedsalt0001$QDTC5QPB+2uVRIGk6iwmXczWooKNp263NIASWo+EUCY=',NULL,1,'head','','','',1,1,'2026-11-24 02:55:00.378851'),
(3,'pbkdf2_sha256$1000$fixedsalt0001$fls6+jqMtKV4YwOMfvCWo8CiDMDwVDfk20dPMBFaIP8=',NULL,0,'teacher','O\'Brien; DROP','back\\slash \\N \"quoted\"','',1,1,'2026-11-24 02:55:00.380452'),
(4,'pbkdf2_sha256$1000$fixedsalt0001$HJIaVcdqH7wG2GmjBY25u7edv6iM5/if3BYRVXfwQrE=',NULL,0,'李雷😀','tab	here','line\nbreak','',0,1,'2026-11-24 02:55:00.381872'),
(5,'pbkdf2_sha256$1000$fixedsalt0001$8htWNbzOce5lRtBO8yPCZSe+X34Y8AI55woXDK5FKXY=',NULL,0,'o\'neil\\','\\\'; --','/* no comment */ ),(','',0,1,'2026-11-24 02:55:00.383302'),
(6,'pbkdf2_sha256$1000$fixedsalt0001$H5JObPFzMJUTsEpMxIuLhIq7Qb5AcQR3aw5qJHG9AoU=',NULL,0,'left','','','',0,0,'2026-11-24 02:55:00.384772'),
(7,'!Jz8Uq0unusable',NULL,0,'nopass','','','',0,1,'2026-11-24 02:55:00.386091'),
(8,'sha1$abc$108ab84c8fdfc1f29bd04fb16116b8d76dfba94b',NULL,0,'ancient','','','',0,1,'2026-11-24 02:55:00.386861'),
(9,'plain text',NULL,0,'broken','','','',0,1,'2026-11-24 02:55:00.387758');
/*!40000 ALTER TABLE `auth_user` ENABLE KEYS */;
UNLOCK TABLES;
/*!40103 SET TIME_ZONE=@OLD_TIME_ZONE */;

/*!40101 SET SQL_MODE=@OLD_SQL_MODE */;
/*!40014 SET FOREIGN_KEY_CHECKS=@OLD_FOREIGN_KEY_CHECKS */;
/*!40101 SET CHARACTER_SET_CLIENT=@OLD_CHARACTER_SET_CLIENT */;
/*!40101 SET CHARACTER_SET_RESULTS=@OLD_CHARACTER_SET_RESULTS */;
/*!40101 SET COLLATION_CONNECTION=@OLD_COLLATION_CONNECTION */;
/*!40111 SET SQL_NOTES=@OLD_SQL_NOTES */;

-- Dump completed on 2026-11-24  2:55:01
